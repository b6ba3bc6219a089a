#include "simd.h"

// The steps of a window that exist, as taps from..<to. The rows of a window are `dilation` steps apart.
INLINE void ISA(taps)(const horn_window *w, long t, long *from, long *to) {
  long start = t * w->stride - w->before;
  long low = start < 0 ? (-start + w->dilation - 1) / w->dilation : 0;
  long high = start < w->time ? (w->time - start + w->dilation - 1) / w->dilation : 0;
  *from = low < w->taps ? low : w->taps;
  *to = high < w->taps ? high : w->taps;
}

INLINE void ISA(put)(float *p, vf v, long n) {
  if (n >= VW) store(p, v);
  else store_part(p, v, n);
}

static void ISA(pool_max)(const window_job *job, long begin, long end) {
  const horn_window *w = job->window;
  long channels = w->channels, apart = w->dilation * channels;
  for (long b = begin; b < end; b++) {
    for (long t = 0; t < w->out_time; t++) {
      long from, to;
      ISA(taps)(w, t, &from, &to);
      const float *first = job->in + (b * w->time + t * w->stride - w->before) * channels;
      float *y = job->out + (b * w->out_time + t) * channels;
      for (long c = 0; c < channels; c += VW) {
        vf best = load(first + from * apart + c);
        for (long i = from + 1; i < to; i++) {
          vf x = load(first + i * apart + c);
          best = vselect((x > best) | (x != x), x, best);
        }
        ISA(put)(y + c, best, channels - c);
      }
    }
  }
}

static void ISA(pool_average)(const window_job *job, long begin, long end) {
  const horn_window *w = job->window;
  long channels = w->channels, apart = w->dilation * channels;
  for (long b = begin; b < end; b++) {
    for (long t = 0; t < w->out_time; t++) {
      long from, to;
      ISA(taps)(w, t, &from, &to);
      const float *first = job->in + (b * w->time + t * w->stride - w->before) * channels;
      float *y = job->out + (b * w->out_time + t) * channels;
      for (long c = 0; c < channels; c += VW) {
        vf sum = splat(0.0f);
        for (long i = from; i < to; i++) sum += load(first + i * apart + c);
        ISA(put)(y + c, sum / splat((float)(to - from)), channels - c);
      }
    }
  }
}

static void ISA(pool_max_gradient)(const window_job *job, long begin, long end) {
  const horn_window *w = job->window;
  long channels = w->channels, apart = w->dilation * channels, row = w->time * channels;
  memset(job->out + begin * row, 0, (size_t)((end - begin) * row) * sizeof(float));
  for (long b = begin; b < end; b++) {
    for (long t = 0; t < w->out_time; t++) {
      long from, to;
      ISA(taps)(w, t, &from, &to);
      long first = (b * w->time + t * w->stride - w->before) * channels;
      long at = (b * w->out_time + t) * channels;
      for (long c = 0; c < channels; c += VW) {
        vf y = load(job->y + at + c), left = load(job->in + at + c);
        for (long i = from; i < to; i++) {
          float *d = job->out + first + i * apart + c;
          vi hit = load(job->x + first + i * apart + c) == y;
          ISA(put)(d, load(d) + vselect(hit, left, splat(0.0f)), channels - c);
          left = vselect(hit, splat(0.0f), left);
        }
      }
    }
  }
}

static void ISA(pool_average_gradient)(const window_job *job, long begin, long end) {
  const horn_window *w = job->window;
  long channels = w->channels, apart = w->dilation * channels, row = w->time * channels;
  memset(job->out + begin * row, 0, (size_t)((end - begin) * row) * sizeof(float));
  for (long b = begin; b < end; b++) {
    for (long t = 0; t < w->out_time; t++) {
      long from, to;
      ISA(taps)(w, t, &from, &to);
      long first = (b * w->time + t * w->stride - w->before) * channels;
      for (long c = 0; c < channels; c += VW) {
        vf part = load(job->in + (b * w->out_time + t) * channels + c) / splat((float)(to - from));
        for (long i = from; i < to; i++) {
          float *d = job->out + first + i * apart + c;
          ISA(put)(d, load(d) + part, channels - c);
        }
      }
    }
  }
}
