#include "elementwise.h"

#include <string.h>

#include "horn_pool.h"

#define HORN_BODY "elementwise.inc.h"
#include "multi_isa.h"

// Shorter inner rows are spread out into buffers of CHUNK elements first, because calling a kernel for
// each of them would cost more than the copy. PARALLEL_FROM elements are worth waking the pool for.
enum { SHORT_ROW = 48, CHUNK = 1024, PARALLEL_FROM = 65536 };

typedef struct {
  horn_kernel kernel;
  char *out;
  const char *in[3];
  long in_size[3], out_size;  // bytes of an element
  int operands, rank, tasks;
  long shape[HORN_MOST_AXES];
  long step[3][HORN_MOST_AXES];  // elements between neighbours; 0 where an operand is repeated
  long rows;  // of the innermost axis
} map_job;

static horn_kernel find(horn_op op, horn_type type) {
  horn_kernel kernel = HORN_DISPATCH(map_table)[op][type];
  if (!kernel && type < 3) kernel = horn_scalar_kernels[op][type];
  return kernel;
}

int horn_can_map(horn_op op, horn_type type) { return find(op, type) != 0; }

static long size_of(horn_type type) { return type == HORN_FLOAT64 ? 8 : type == HORN_BOOL ? 1 : 4; }

static int gives_bool(horn_op op) {
  return (op >= HORN_LOGICAL_AND && op <= HORN_LESS_EQUAL) || op >= HORN_LOGICAL_NOT;
}

static map_job job_for(
    horn_op op, horn_type type, void *out, const void *a, const void *b, const void *c) {
  map_job job = {.kernel = find(op, type), .out = out, .in = {a, b, c}};
  for (int i = 0; i < 3; i++) {
    job.in_size[i] = size_of(type);
    job.operands += job.in[i] != 0;
  }
  if (op == HORN_SELECT) job.in_size[0] = 1;
  job.out_size = gives_bool(op) ? 1 : size_of(type);
  return job;
}

// Elements [from, to) of one row.
static void map_flat(const map_job *job, long from, long to) {
  const void *in[3];
  long step[3];
  for (int i = 0; i < 3; i++) {
    step[i] = job->step[i][job->rank - 1];
    in[i] = job->in[i] ? job->in[i] + from * step[i] * job->in_size[i] : 0;
  }
  if (to > from) job->kernel(job->out + from * job->out_size, in, step, to - from);
}

static void flat_task(void *context, int index) {
  const map_job *job = context;
  // Parts begin at whole cache lines of the result.
  long n = job->shape[job->rank - 1], lines = (n + 63) / 64;
  long from = lines * index / job->tasks * 64, to = lines * (index + 1) / job->tasks * 64;
  map_flat(job, from, to < n ? to : n);
}

void horn_map(
    horn_op op, horn_type type, void *out, const void *a, long a_step, const void *b, long b_step,
    const void *c, long c_step, long n) {
  if (n <= 0) return;
  map_job job = job_for(op, type, out, a, b, c);
  job.rank = 1;
  job.shape[0] = n;
  job.step[0][0] = a_step;
  job.step[1][0] = b_step;
  job.step[2][0] = c_step;
  job.tasks = n >= PARALLEL_FROM ? horn_thread_count() : 1;
  if (job.tasks == 1) map_flat(&job, 0, n);
  else horn_parallel(job.tasks, flat_task, &job);
}

// Where a row begins in each operand.
typedef struct {
  long index[HORN_MOST_AXES];
  long offset[3];
} position;

static position position_of(const map_job *job, long row) {
  position at = {};
  for (int axis = job->rank - 2; axis >= 0; axis--) {
    at.index[axis] = row % job->shape[axis];
    row /= job->shape[axis];
    for (int i = 0; i < job->operands; i++) at.offset[i] += at.index[axis] * job->step[i][axis];
  }
  return at;
}

static void advance(const map_job *job, position *at) {
  for (int axis = job->rank - 2; axis >= 0; axis--) {
    for (int i = 0; i < job->operands; i++) at->offset[i] += job->step[i][axis];
    if (++at->index[axis] < job->shape[axis]) return;
    for (int i = 0; i < job->operands; i++) at->offset[i] -= job->shape[axis] * job->step[i][axis];
    at->index[axis] = 0;
  }
}

// A row of an operand, repeated elements written out.
static void spread(char *out, const char *in, long step, long n, long size) {
  if (step) {
    memcpy(out, in, (size_t)(n * size));
  } else if (size == 4) {
    int32_t value;
    memcpy(&value, in, 4);
    for (long i = 0; i < n; i++) ((int32_t *)out)[i] = value;
  } else if (size == 8) {
    int64_t value;
    memcpy(&value, in, 8);
    for (long i = 0; i < n; i++) ((int64_t *)out)[i] = value;
  } else {
    memset(out, *in, (size_t)n);
  }
}

static void map_short_rows(const map_job *job, long from, long to) {
  _Alignas(64) char buffer[3][(CHUNK + 8) * 8];
  static const long ones[3] = {1, 1, 1};
  long n = job->shape[job->rank - 1];
  position at = position_of(job, from);
  while (from < to) {
    long rows = to - from < CHUNK / n ? to - from : CHUNK / n;
    for (long row = 0; row < rows; row++) {
      for (int i = 0; i < job->operands; i++) {
        long size = job->in_size[i];
        spread(
            buffer[i] + row * n * size, job->in[i] + at.offset[i] * size, job->step[i][job->rank - 1], n, size);
      }
      advance(job, &at);
    }
    const void *in[3] = {buffer[0], buffer[1], buffer[2]};
    job->kernel(job->out + from * n * job->out_size, in, ones, rows * n);
    from += rows;
  }
}

static void map_rows(const map_job *job, long from, long to) {
  long n = job->shape[job->rank - 1];
  long step[3] = {};
  for (int i = 0; i < job->operands; i++) step[i] = job->step[i][job->rank - 1];
  position at = position_of(job, from);
  for (long row = from; row < to; row++) {
    const void *in[3] = {};
    for (int i = 0; i < job->operands; i++) in[i] = job->in[i] + at.offset[i] * job->in_size[i];
    job->kernel(job->out + row * n * job->out_size, in, step, n);
    advance(job, &at);
  }
}

static void rows_task(void *context, int index) {
  const map_job *job = context;
  long from = job->rows * index / job->tasks, to = job->rows * (index + 1) / job->tasks;
  if (job->shape[job->rank - 1] < SHORT_ROW) map_short_rows(job, from, to);
  else map_rows(job, from, to);
}

void horn_map_broadcast(
    horn_op op, horn_type type, void *out, int rank, const long *shape, const void *a, const long *a_shape,
    const void *b, const long *b_shape, const void *c, const long *c_shape) {
  map_job job = job_for(op, type, out, a, b, c);
  const long *shapes[3] = {a_shape, b_shape, c_shape};
  long count = 1, steps[3][HORN_MOST_AXES];
  for (int i = 0; i < job.operands; i++) {
    long step = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      steps[i][axis] = shapes[i][axis] == 1 ? 0 : step;
      step *= shapes[i][axis];
    }
  }
  // Axes of length 1 drop out; neighbours over which every operand goes on evenly become one.
  int kept = 0;
  for (int axis = 0; axis < rank; axis++) {
    count *= shape[axis];
    if (shape[axis] == 1) continue;
    int joins = kept > 0;
    for (int i = 0; i < job.operands && joins; i++)
      joins = job.step[i][kept - 1] == steps[i][axis] * shape[axis];
    if (!joins) job.shape[kept++] = 1;
    job.shape[kept - 1] *= shape[axis];
    for (int i = 0; i < job.operands; i++) job.step[i][kept - 1] = steps[i][axis];
  }
  if (count == 0) return;
  if (kept < 2) {
    long n = kept ? job.shape[0] : 1;
    horn_map(op, type, out, a, job.step[0][0], b, job.step[1][0], c, job.step[2][0], n);
    return;
  }
  job.rank = kept;
  job.rows = count / job.shape[kept - 1];
  job.tasks = count >= PARALLEL_FROM ? horn_thread_count() : 1;
  if (job.tasks == 1) rows_task(&job, 0);
  else horn_parallel(job.tasks, rows_task, &job);
}

typedef struct {
  horn_kernel kernel;
  char *out;
  const char *in;
  long n, out_size, in_size;
  int tasks;
} cast_job;

static void cast_task(void *context, int index) {
  const cast_job *job = context;
  static const long step[3] = {1, 1, 1};
  long lines = (job->n + 63) / 64;
  long from = lines * index / job->tasks * 64, to = lines * (index + 1) / job->tasks * 64;
  if (to > job->n) to = job->n;
  const void *in[3] = {job->in + from * job->in_size};
  if (to > from) job->kernel(job->out + from * job->out_size, in, step, to - from);
}

void horn_cast(void *out, horn_type to, const void *in, horn_type from, long n) {
  if (n <= 0) return;
  if (to == from) {
    memcpy(out, in, (size_t)(n * size_of(to)));
    return;
  }
  cast_job job = {HORN_DISPATCH(cast_table)[from][to], out, in, n, size_of(to), size_of(from), 1};
  if (n >= PARALLEL_FROM) job.tasks = horn_thread_count();
  if (job.tasks == 1) cast_task(&job, 0);
  else horn_parallel(job.tasks, cast_task, &job);
}
