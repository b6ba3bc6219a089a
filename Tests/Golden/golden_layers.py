"""Layers of one's own, as users of Keras write them; files/custom.keras has them, and the Swift tests have their twins."""

import keras
from keras import layers as L


@keras.saving.register_keras_serializable(package="Golden")
class Scale(L.Layer):
    """A factor for each feature."""

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        self.factor = self.add_weight(
            name="factor", shape=(input_shape[-1],), initializer=keras.initializers.Constant(self.start)
        )

    def call(self, inputs):
        return inputs * self.factor

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "start": self.start}


@keras.saving.register_keras_serializable(package="Golden", name="Gate")
class GatedBlock(L.Layer):
    """A layer of layers: a dense one, let through by another."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.value = L.Dense(units, name="value")
        self.gate = L.Dense(units, activation="sigmoid", name="gate")

    def build(self, input_shape):
        self.value.build(input_shape)
        self.gate.build(input_shape)

    def call(self, inputs):
        return self.value(inputs) * self.gate(inputs)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units}
