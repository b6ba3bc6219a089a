#pragma once
#include <stdint.h>

// Losses of single elements: squared and absolute error, binary cross-entropy of probabilities
// (clipped to [1e-7, 1 - 1e-7]) and of logits.
enum { HORN_LOSS_SQUARED, HORN_LOSS_ABSOLUTE, HORN_LOSS_BINARY, HORN_LOSS_BINARY_LOGITS };

// values[i] = loss(y_true[i] * keep + shift, y_pred[i]); keep and shift smooth the labels.
// gradient[i] = scale * d values[i] / d y_pred[i], unless gradient is NULL.
void horn_loss_elements(
    int kind, float *values, float *gradient, const float *y_true, const float *y_pred, long n, float keep,
    float shift, float scale);

// means[row] = mean of elements[row, :].
void horn_loss_row_means(float *means, const float *elements, long rows, long width);

// Categorical cross-entropy of each row: y_true [rows, width] with keep and shift as above.
// gradient [rows, width] may be NULL.
void horn_loss_categorical(
    float *values, float *gradient, const float *y_true, const float *y_pred, long rows, long width,
    int from_logits, float keep, float shift);

// The same with the index of the class for each row. A negative label makes value and gradient 0.
void horn_loss_sparse(
    float *values, float *gradient, const int32_t *labels, const float *y_pred, long rows, long width,
    int from_logits);

// Writes the labels as integers, -1 for the ignored class. Returns the position of the first that is
// not a whole number in 0..<classes, or -1 where all are.
long horn_loss_labels_f32(
    int32_t *out, const float *labels, long n, long classes, int has_ignored, int32_t ignored);
long horn_loss_labels_i32(
    int32_t *out, const int32_t *labels, long n, long classes, int has_ignored, int32_t ignored);

// Sum of values[i] * weights[i]; NULL weights count as 1, NULL values too.
double horn_loss_weighted_sum(const float *values, const float *weights, long n);

// out[row, :] = gradient[row, :] * weights[row] * factor; NULL weights count as 1.
void horn_loss_scale_rows(
    float *out, const float *gradient, const float *weights, long rows, long width, float factor);

// out[i] *= weights[j], where j walks the weights with these strides (0 repeats) over the shape.
void horn_loss_multiply_spread(
    float *out, const float *weights, int rank, const int64_t *shape, const int64_t *strides);

// How many elements of y_pred, as 1 above the threshold and 0 elsewhere, equal y_true.
// matches[i] gets 1 or 0, unless it is NULL.
long horn_loss_binary_matches(
    const float *y_true, const float *y_pred, long n, float threshold, float *matches);

// How many elements are equal.
long horn_loss_equal_matches(const float *y_true, const float *y_pred, long n, float *matches);

// How many rows of y_pred have their (first) greatest element where the label says.
long horn_loss_sparse_matches(
    const float *labels, const float *y_pred, long rows, long width, float *matches);

// How many rows of y_true and y_pred have their (first) greatest element at the same place.
long horn_loss_categorical_matches(
    const float *y_true, const float *y_pred, long rows, long width, float *matches);

// How many rows of y_pred have fewer than k elements greater than that of the label. The label is a
// number, or with sparse = 0 the place of the greatest element of a row of y_true.
long horn_loss_top_k_matches(
    const float *y_true, int sparse, const float *y_pred, long rows, long width, long k, float *matches);

// How many rows of y_pred have the label among their first k elements.
long horn_loss_first_k_matches(
    const float *labels, const float *y_pred, long rows, long width, long k, float *matches);

// Adds to the counts of true and false positives and negatives for each threshold and label,
// [thresholds, labels] each; element i belongs to the label i % labels. Weights may be NULL.
// With even thresholds 0, 1 / (count - 1), …, 1 the place is computed as Keras does it, where
// wider says that the outer two lie a little outside; else a prediction above the threshold counts.
void horn_loss_confusion(
    double *true_positives, double *false_positives, double *true_negatives, double *false_negatives,
    const float *y_true, const float *y_pred, const float *weights, long n, const float *thresholds,
    long count, long labels, int even, int wider);

// Natural logarithm.
double horn_loss_log(double x);
