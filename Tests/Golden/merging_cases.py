"""The cases of the layers that merge, reshape, normalize, disturb and activate, for make_layers.py."""

from keras import constraints, initializers, regularizers


def merge_cases(case, least=1, most=4):
    """Inputs of one shape and of shapes that broadcast, with every combination of masks."""
    cases = []
    if most > 2:
        cases.append(case([(2, 3, 4)] * 4, mask=["right", "left", "interior", None]))
        cases.append(case([(2, 3, 4)] * 3, mask=["right", "left", "interior"], activity_regularizer="l2", training=True))
        cases.append(case([(2, 5, 4)] * 3, mask=[None, "left", "right"]))
        cases.append(case([(2, 5, 4)] * 3, mask=["left", "all", None], name="merged"))
        cases.append(case([(2, 3, 1), (2, 1, 4), (2, 3, 4)]))
    if least == 1:
        cases.append(case([(2, 3, 4)], mask=["right"]))
    cases.append(case([(3, 4), (3, 4)]))
    for masks in [("right", "left"), (None, "left"), ("interior", None), ("all", "right")]:
        cases.append(case([(3, 5, 2), (3, 5, 2)], mask=list(masks)))
    cases.append(case([(2, 3, 4), (2, 4)], mask=["right", None]))
    cases.append(case([(2, 4), (2, 3, 5, 4)]))
    cases.append(case([(2, 3, 4), (2, 3, 1)], mask=["right", "left"]))
    cases.append(case([(2, 3, 4), (2, 3, 4)], dtype=["int32", "float32"], mask=["right", None]))
    cases.append(case([(2, 3), (2, 3)], dtype="int32"))
    return cases


def affine_options(index):
    """Options that the normalizations share, some other mixture for each index."""
    options = [
        {}, {"center": False}, {"scale": False}, {"center": False, "scale": False}, {"epsilon": 0.1},
        dict(beta_initializer="ones", gamma_initializer=initializers.RandomUniform(0.5, 1.5, seed=2),
             beta_regularizer="l2", gamma_regularizer=regularizers.L1(0.02), beta_constraint="non_neg",
             gamma_constraint=constraints.MaxNorm(3), activity_regularizer="l1"),
    ]
    return options[index % len(options)]


def layer_normalization_cases(case):
    cases = [case(shape, training=i == 5, mask="right" if len(shape) == 3 else None, **affine_options(i))
             for i, shape in enumerate([(3, 4), (2, 5, 3), (3, 17), (2, 3, 33), (2, 2, 3, 4), (3, 5)])]
    cases += [case((2, 3, 4), axis=axis, training=i == 5, **affine_options(i))
              for i, axis in enumerate([1, [1, 2], [-1, -2], [2], [1], -2])]
    cases += [case((2, 3, 2, 4), axis=axis) for axis in ([1, 3], [1, 2, 3], [-1, 1], [2, 3])]
    cases += [case((2, 3, 4), rms_scaling=True, axis=axis, scale=i == 0, mask="left")
              for i, axis in enumerate([-1, [1, 2], 1])]
    cases += [case((4, 1)), case((2, 130), epsilon=1e-6), case((3, 4), trainable=False, training=True)]
    return cases


def batch_normalization_cases(case):
    cases = []
    shapes = [(5, 4), (3, 5, 2), (2, 3, 2, 4), (6, 1), (2, 5, 17)]
    for i in range(12):
        shape = shapes[i % 5]
        mask = ["right", "left", "interior"][i % 3] if len(shape) == 3 else None
        cases.append(case(shape, mask=mask, training=i % 2 == 0, calls=1 + (i % 4 == 0), momentum=[0.99, 0.7][i % 2],
                          **affine_options(i // 2)))
    cases += [case((3, 4, 5), axis=1, training=training, mask=mask) for training, mask in
              [(True, None), (False, None), (True, "right")]]
    cases += [case((3, 5, 1), training=True, calls=2), case((3, 4), trainable=False, training=True),
              case((3, 4, 2), mask="all", training=True, trainable=False),
              case((4, 3), training=True, calls=3, moving_mean_initializer="ones",
                   moving_variance_initializer=initializers.Constant(2.0), momentum=0.5)]
    clippings = [None, dict(rmax=1.2, rmin=0.9, dmax=0.1), dict(rmax=3.0), dict(dmax=0.5)]
    for i, clipping in enumerate(clippings):
        cases.append(case((5, 3), training=True, calls=2, renorm=True, renorm_clipping=clipping,
                          renorm_momentum=0.8, momentum=0.6, **affine_options(i)))
    cases += [case((3, 5, 2), mask="right", training=True, renorm=True), case((3, 5), renorm=True)]
    return cases


def merging_cases(case):
    """The cases by class; `case` is that of make_layers.py."""
    return {
        "LayerNormalization": layer_normalization_cases(case),
        "BatchNormalization": batch_normalization_cases(case),
        "GroupNormalization": [
            case(shape, training=i == 5, groups=groups, axis=axis, **affine_options(i))
            for i, (shape, groups, axis) in enumerate([
                ((2, 4), 2, -1), ((2, 3, 6), 3, -1), ((2, 6, 3), 2, 1), ((2, 3, 4), 4, -1), ((2, 4, 3), -1, -2),
                ((2, 3, 4), 2, 2), ((2, 3, 2, 4), 1, -1)])
        ] + [case((2, 5, 4), groups=2, mask="right")],
        "UnitNormalization": [case((3, 4)), case((2, 3, 4), axis=1, mask="right"), case((2, 3, 4), axis=[1, 2]),
                              case((2, 3, 4), axis=-2, activity_regularizer="l1", training=True)],
        "RMSNormalization": [case((3, 4)), case((2, 3, 17), mask="right"), case((2, 3, 4), axis=[1, 2], epsilon=0.1),
                             case((2, 3, 4), axis=[-1]), case((2, 3, 3), axis=1, activity_regularizer="l2", training=True),
                             case((2, 3, 4), axis=2, trainable=False, training=True)],
        "SpatialDropout1D": [case((2, 5, 3), rate=0.4, mask="right"), case((2, 3, 2), rate=0, seed=3, training=True),
                             case((2, 3, 2), rate=1, training=True, name="drop")],
        "GaussianNoise": [case((3, 4), stddev=0.3), case((2, 5, 3), stddev=1, seed=2, mask="left"),
                          case((3, 4), stddev=0, training=True, activity_regularizer="l2")],
        "GaussianDropout": [case((3, 4), rate=0.3), case((2, 5, 3), rate=1, seed=2, mask="left"),
                            case((3, 4), rate=0, training=True, activity_regularizer="l2")],
        "AlphaDropout": [case((3, 4), rate=0.3), case((2, 5, 3), rate=1, seed=2, mask="left", noise_shape=(2, 1, 3)),
                         case((3, 4), rate=0, training=True, noise_shape=(None, 4), activity_regularizer="l2")],
        "ActivityRegularization": [case((3, 4)), case((2, 5, 3), l1=0.1, mask="right"), case((3, 4), l2=0.02, training=True),
                                   case((3, 4), l1=0.3, l2=1, name="penalty", training=True)],
        "ReLU": [case((3, 4)), case((2, 3, 4), mask="right", max_value=0.8, negative_slope=0.1, threshold=0.3),
                 case((3, 4), threshold=0.5), case((3, 4), negative_slope=0.2), case((3, 4), max_value=1, name="limited"),
                 case((3, 4), max_value=0.5, negative_slope=0.3, activity_regularizer="l2", training=True)],
        "LeakyReLU": [case((3, 4)), case((2, 3, 4), mask="right", negative_slope=0.05), case((3, 4), negative_slope=0),
                      case((3, 4), activity_regularizer="l2", training=True)],
        "ELU": [case((3, 4)), case((2, 3, 4), mask="right", alpha=0.5), case((3, 4), activity_regularizer="l2", alpha=2)],
        "PReLU": [case((3, 4)), case((2, 5, 3), mask="right", shared_axes=[1]), case((2, 3, 4), shared_axes=2),
                  case((2, 2, 3, 4), shared_axes=[1, 3], alpha_initializer="ones"),
                  case((2, 3, 4), shared_axes=[1, 2], trainable=False, training=True),
                  case((3, 4), alpha_regularizer="l2", alpha_constraint="non_neg", activity_regularizer="l1", training=True,
                       alpha_initializer=initializers.Constant(0.25))],
        "Softmax": [case((3, 4)), case((2, 3, 4), axis=1), case((2, 3, 4), axis=[1, 2]), case((2, 3, 4), axis=[-1]),
                    case((3, 4), mask="right"), case((3, 4), mask="all"), case((2, 2, 3, 4), axis=[1, -1]),
                    case((3, 4), activity_regularizer="l2", training=True)],
        "Add": merge_cases(case), "Subtract": merge_cases(case, 2, 2), "Multiply": merge_cases(case), "Average": merge_cases(case),
        "Maximum": merge_cases(case), "Minimum": merge_cases(case),
        "Concatenate": [
            case([(2, 3, 4), (2, 3, 1), (2, 3, 2)], mask=masks) for masks in
            [None, ["right", "left", "interior"], ["right", None, "left"], [None, None, "left"]]
        ] + [
            case([(2, 3, 4), (2, 1, 4), (2, 5, 4)], mask=masks, axis=axis) for masks, axis in
            [(None, 1), (["right", None, "left"], 1), (["right", "all", "left"], -2)]
        ] + [
            case([(2, 3, 4), (1, 3, 4)], axis=0), case([(2, 3, 4)], mask=["right"]), case([(2, 3), (2, 1)], dtype="int32"),
            case([(2, 3), (2, 4)], dtype=["int32", "float32"], activity_regularizer="l1", training=True),
            case([(2, 2, 3, 1), (2, 2, 3, 2)], axis=3), case([(2, 2, 1, 2), (2, 2, 3, 2)], axis=2, name="joined"),
        ],
        "Dot": [
            case([(2, 3), (2, 3)], axes=1), case([(2, 3), (2, 3)], axes=-1, normalize=True),
            case([(2, 4, 3), (2, 5, 3)], axes=2, mask=["right", "left"]), case([(2, 4, 3), (2, 5, 3)], axes=-1, normalize=True),
            case([(2, 3, 4), (2, 3, 5)], axes=1), case([(2, 3, 5), (2, 4, 3)], axes=(1, 2)),
            case([(2, 5, 3), (2, 3, 4)], axes=(2, 1), normalize=True), case([(2, 3), (2, 4, 3)], axes=(1, 2)),
            case([(2, 4, 3), (2, 4)], axes=(1, 1), activity_regularizer="l2", training=True),
            case([(2, 3, 2, 4), (2, 4, 3)], axes=(3, 1)), case([(2, 3, 2, 4), (2, 5, 3)], axes=(1, 2)),
            case([(2, 3, 2, 2), (2, 2, 2, 3)], axes=(2, 2), normalize=True), case([(2, 3, 2), (2, 3, 2, 2)], axes=(-2, 1)),
            case([(2, 3), (2, 3)], dtype="int32", axes=1), case([(2, 1, 3), (2, 1, 3)], axes=2),
        ],
        "RepeatVector": [case((3, 4), n=3), case((2, 1), n=1, name="again"), case((2, 3), "int32", n=5),
                         case((2, 3), n=2, activity_regularizer="l2", training=True)],
        "Permute": [case((2, 3, 4), dims=(2, 1), mask="right"), case((2, 3, 4), dims=(1, 2)), case((3, 4), dims=(1,)),
                    case((2, 3, 2, 4), dims=(3, 1, 2)), case((2, 3, 2, 4), "int32", dims=(2, 3, 1))],
        "Cropping1D": [case((2, 5, 3)), case((2, 5, 3), cropping=2), case((2, 5, 3), cropping=(0, 3), mask="right"),
                       case((2, 5, 3), cropping=(2, 0)), case((2, 5, 3), "int32", cropping=(0, 0))],
        "UpSampling1D": [case((2, 3, 4)), case((2, 3, 4), size=3, mask="left"), case((2, 1, 2), "int32", size=1)],
        "ZeroPadding1D": [case((2, 3, 4)), case((2, 3, 4), padding=(2, 0), mask="right"),
                          case((2, 3, 4), padding=(0, 3), data_format="channels_first"),
                          case((2, 3, 4), "int32", padding=2), case((2, 3, 1), padding=0)],
    }
