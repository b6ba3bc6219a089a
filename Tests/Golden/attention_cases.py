"""The cases of the layers with windows over time and of those that attend, for make_layers.py."""

import itertools

from keras import constraints, regularizers


def conv1d_cases(case):
    cases = []
    activations = ["relu", None, "tanh", "gelu", "sigmoid", "softmax"]
    options = itertools.product(["valid", "same", "causal"], ["channels_last", "channels_first"],
                                [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)])
    for i, (padding, data_format, (strides, dilation)) in enumerate(options):
        time, size = [(9, 3), (10, 2), (11, 4), (13, 1), (9, 5)][(i * 7 + i // 5) % 5]
        if dilation * (size - 1) >= time:
            size = 3
        groups = [1, 2, 1, 3][i % 4]
        shape = (2, time, 6) if data_format == "channels_last" else (2, 6, time)
        cases.append(case(
            shape, filters=[6, 12, 6][i % 3], kernel_size=size, strides=strides, padding=padding,
            data_format=data_format, dilation_rate=dilation, groups=groups, activation=activations[i % 6],
            use_bias=i % 3 != 1))
    cases.append(case((2, 1, 1), filters=1, kernel_size=1))
    cases.append(case((1, 2, 1), filters=1, kernel_size=5, padding="same"))
    cases.append(case((2, 3, 4), filters=3, kernel_size=6, padding="causal", mask="right"))
    cases.append(case((2, 7, 17), filters=19, kernel_size=3, activation="relu"))
    cases.append(case((3, 4, 2), "int32", values=9, filters=3, kernel_size=[2], strides=[2]))
    cases.append(case(
        (2, 6, 3), filters=4, kernel_size=3, padding="same", training=True, activation="tanh",
        kernel_regularizer=regularizers.L2(0.02), bias_regularizer=regularizers.L1(0.1),
        activity_regularizer=regularizers.L2(0.1), kernel_constraint=constraints.MaxNorm(2, axis=[0, 1]),
        bias_constraint="non_neg", kernel_initializer="he_normal", bias_initializer="ones"))
    cases.append(case((2, 6, 3), filters=2, kernel_size=2, kernel_regularizer="l2", trainable=False, training=True))
    return cases


def scored_cases(case, **modes):
    cases = []
    masks = [None, ["right", "interior"], [None, "right"], ["left", None], ["all", "interior"]]
    modes = [dict(zip(modes, values)) for values in itertools.product(*modes.values())]
    for i, (mode, mask, causal, scores) in enumerate(itertools.product(modes, masks, [False, True], [False, True])):
        if len(modes) > 2 and (i + i // 8) % 2:
            continue
        rows, columns, features, dim = [(4, 5, 3, 3), (5, 3, 17, 2), (3, 3, 1, 4)][i % 3]
        shapes = [(3, rows, features), (3, columns, features)]
        if i % 2:
            shapes = [(3, rows, features), (3, columns, dim), (3, columns, features)]
            mask = mask and mask + [None]
        arguments = {}
        if causal:
            arguments["use_causal_mask"] = True
        if scores:
            arguments["return_attention_scores"] = True
        cases.append(case(shapes, mask=mask, call_args=arguments, **mode))
    cases.append(case([(2, 3, 2), (2, 4, 2)], dropout=0.3, seed=5, **modes[0]))
    cases.append(case([(2, 3, 2), (2, 4, 2)], training=True, activity_regularizer="l2", name="attend"))
    return cases


def einsum_cases(case):
    cases = [
        case((2, 5, 3), equation="abc,cd->abd", output_shape=(5, 4), bias_axes="d", activation="relu"),
        case((2, 5, 3), equation="abc,cde->abde", output_shape=(5, 2, 4), bias_axes="de", activation="gelu"),
        case((2, 5, 3, 4), equation="abcd,cde->abe", output_shape=(5, 6), bias_axes="e", mask="right"),
        case((2, 5, 3), equation="...x,xy->...y", output_shape=4, bias_axes="y", activation="tanh"),
        case((2, 3), equation="...x,xyz->...yz", output_shape=(2, 3)),
        case((2, 3, 4, 2), equation="ab...,bc->ac...", output_shape=5, bias_axes="c"),
        case((2, 3, 4), equation="abc,bd->adc", output_shape=(5, 4), bias_axes="d", activation="sigmoid"),
        case((2, 3, 4), equation="abc,cbd->ad", output_shape=(5,), bias_axes="d"),
        case((2, 3, 4), equation="abc,bcd->abd", output_shape=(3, 5), bias_axes="bd"),
        case((2, 3, 4), equation="abc,c->abc", output_shape=(3, 4), bias_axes="b", activation="softmax"),
        case((3, 4), "int32", equation="ab,bc->ac", output_shape=2, bias_axes="c"),
        case((2, 3, 4), equation="abc,cd->abd", output_shape=(3, 2), bias_axes="d", training=True,
             kernel_regularizer="l2", bias_regularizer="l1", activity_regularizer=regularizers.L2(0.1),
             kernel_constraint="max_norm", bias_constraint="non_neg", kernel_initializer="he_normal",
             bias_initializer="ones", name="projection"),
    ]
    return cases


def multi_head_cases(case):
    cases = []
    masks = [None, ["right", "interior", None], [None, "right", "left"], ["left", None, "interior"],
             ["all", "all", None]]
    for i, (mask, causal, scores, extra) in enumerate(itertools.product(
            masks, [False, True], [False, True], [None, "attention_mask"])):
        rows, columns = [(4, 5), (5, 3), (4, 4)][i % 3]
        names, shapes = ["query", "value"], [(2, rows, 3), (2, columns, 4)]
        dtypes, values, carried = ["float32"] * 2, [None] * 2, mask and mask[:2]
        if i % 5 in (1, 3) or (mask and mask[2]):
            names, shapes, dtypes = names + ["key"], shapes + [(2, columns, 2)], dtypes + ["float32"]
            values, carried = values + [None], mask and mask[:3]
        if extra:
            names, shapes, dtypes = names + [extra], shapes + [(2, rows, columns)], dtypes + ["bool"]
            values, carried = values + [2], carried and carried + [None]
        arguments = {}
        if causal:
            arguments["use_causal_mask"] = True
        if scores:
            arguments["return_attention_scores"] = True
        args = dict(num_heads=[2, 1, 3][i % 3], key_dim=[3, 2, 1][i // 2 % 3])
        if i % 6 == 5:
            args.update(dropout=0.3, seed=4)
        if scores or "dropout" in args:
            args["value_dim"] = 5  # Keras's fused function on JAX takes values as long as keys only.
        if i % 4 == 2:
            args["output_shape"] = [(2, 3), 6][i % 8 == 2]
        if i % 3 == 2:
            args["use_bias"] = False
        if i % 5 == 2:
            args["use_gate"] = True
        if i % 7 == 3:
            args["sliding_window"] = 2
        cases.append(case(shapes, dtypes, mask=carried, values=values, names=names, call_args=arguments, **args))
    names = ["query", "value"]
    four = [(2, 3, 4, 3), (2, 3, 4, 3)]
    cases.append(case(four, names=names, num_heads=2, key_dim=3))
    cases.append(case(four, names=names, num_heads=2, key_dim=2, attention_axes=(2,), use_gate=True))
    cases.append(case([(2, 3, 4, 3), (2, 5, 4, 3)], names=names, num_heads=2, key_dim=2, attention_axes=1))
    cases.append(case([(2, 3, 4, 3), (2, 3, 6, 3), (2, 3, 4, 6)], ["float32", "float32", "bool"],
                      values=[None, None, 2], names=["query", "value", "attention_mask"], num_heads=1, key_dim=2,
                      attention_axes=(-2,)))
    cases.append(case(
        [(2, 3, 3), (2, 3, 3)], mask=["right", "right"], names=names, num_heads=2, key_dim=2, training=True,
        kernel_regularizer="l2", bias_regularizer=regularizers.L1(0.1), activity_regularizer=regularizers.L2(0.1),
        kernel_constraint="max_norm", bias_constraint="non_neg", kernel_initializer="he_normal",
        bias_initializer="ones", name="attend"))
    cases.append(case([(2, 3, 3), (2, 3, 3)], names=names, num_heads=2, key_dim=2, trainable=False, training=True,
                      kernel_regularizer="l2"))
    # A value_mask that is given takes the place of the one that the value carries.
    cases.append(case([(2, 3, 3), (2, 4, 3), (2, 4)], ["float32", "float32", "bool"], values=[None, None, 2],
                      mask=[None, "right", None], names=["query", "value", "value_mask"], num_heads=2, key_dim=2))
    cases.append(case([(2, 3, 3), (2, 4, 3), (2, 4)], ["float32", "float32", "bool"], values=[None, None, 2],
                      mask=["right", None, None], names=["query", "value", "key_mask"], num_heads=2, key_dim=2))
    return cases


def pooling1d_cases(case):
    cases = []
    options = itertools.product([None, 1, 2, 3], [1, 2, 3, 5], ["valid", "same"])
    for i, (strides, size, padding) in enumerate(options):
        data_format = ["channels_last", "channels_first"][(i + i // 2) % 2]
        time, features = [5, 8, 7][i % 3], [3, 17, 1][(i // 2) % 3]
        shape = (2, time, features) if data_format == "channels_last" else (2, features, time)
        cases.append(case(shape, values="unique", pool_size=size, strides=strides, padding=padding,
                          data_format=data_format))
    cases.append(case((2, 5, 3), values="unique", mask="right", pool_size=3, strides=1))
    cases.append(case((2, 5, 3), values="unique", pool_size=2, activity_regularizer="l2", training=True))
    return cases


def attention_cases(case):
    """The cases by class."""
    return {
        "Conv1D": conv1d_cases(case),
        "MaxPooling1D": pooling1d_cases(case),
        "AveragePooling1D": pooling1d_cases(case),
        "EinsumDense": einsum_cases(case),
        "Attention": scored_cases(case, use_scale=[False, True], score_mode=["dot", "concat"]),
        "AdditiveAttention": scored_cases(case, use_scale=[True, False]),
        "MultiHeadAttention": multi_head_cases(case),
    }
