package org.menura.tensor.cpu.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.AttentionSpec;
import org.menura.tensor.KvCache;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.CacheAttention;
import org.menura.tensor.cpu.library.CacheAttention.Shape;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.work.Workers;

/**
 * Scaled dot-product attention. Work is cut into tasks: a block of the queries of a sequence and the heads that share a
 * key head, and where that makes few tasks, a stretch of the keys, as the queries' answers for several stretches can be
 * combined. How work is cut depends on its shape only, so that results do not depend on the number of threads.
 */
public final class AttentionKernel {
    private static final int BLOCK = KvCache.BLOCK;

    /** Blocks that a stretch of keys has at the least. */
    private static final int STRETCH = 4;

    /** Stretches there are at the most, as each takes memory for its answers. */
    private static final int MOST_STRETCHES = 32;

    /** Rows for which vectors hold keys or dims; with more, rows fill vectors better. */
    private static final int FEW_ROWS = 8;

    /**
     * Queries of a sequence up to which each is computed as if it were alone: checking a draft gives the same bytes as
     * writing it token by token.
     */
    private static final int FEW_QUERIES = 8;

    /** Queries of a sequence up to which a library is about as fast as the kernels here, and needs no warm-up. */
    private static final int QUERIES_OF_LIBRARY = 64;

    /** Rows of a task with many, at the least: those of a vector register pair. */
    private static final int FEWEST_BLOCK_ROWS = 32;

    /** Tasks from which on a sequence keeps all threads busy. */
    private static final int ENOUGH_TASKS = 16;

    /** Multiplications that are worth handing to another thread. */
    private static final int GRAIN = 1 << 15;

    private final Workers workers;
    private final ThreadLocal<QueryBlock> few;
    private final ThreadLocal<QueryBlock> many;
    private final @Nullable KernelLibrary library;
    private final ThreadLocal<StoredRows> stored;

    /**
     * Attention of a backend.
     *
     * @param library attends for few queries to what caches hold; null for none
     * @param brief whether few queries are to be fast before the JVM has compiled much; asked when there are some
     */
    public AttentionKernel(Workers workers, @Nullable KernelLibrary library, BooleanSupplier brief) {
        this.workers = workers;
        this.library = library;
        this.stored = ThreadLocal.withInitial(StoredRows::new);
        this.few = ThreadLocal.withInitial(
                () -> brief.getAsBoolean() ? new RowBlock(new PlainRows()) : QueryBlock.of(false));
        this.many = ThreadLocal.withInitial(() -> QueryBlock.of(true));
    }

    /**
     * What sequences attend to: rows of k [rows, heads, keyDim] and v [rows, heads, valueDim], or caches that these are
     * appended to.
     */
    public KvReader[] memories(Tensor k, Tensor v, Segments keys, KvCache @Nullable [] caches) {
        if (caches != null) {
            append(k, v, keys, caches);
        }
        KvReader[] memories = new KvReader[keys.count()];
        for (int s = 0; s < memories.length; s++) {
            memories[s] = caches == null
                    ? new KvReader.Rows(k, v, keys.start(s), keys.length(s))
                    : new KvReader.Cached(caches[s]);
        }
        return memories;
    }

    private void append(Tensor k, Tensor v, Segments segments, KvCache[] caches) {
        int heads = k.dim(1);
        int[] positions = new int[caches.length];
        for (int s = 0; s < caches.length; s++) {
            positions[s] = caches[s].extend(segments.length(s));
        }
        int cost = Math.ceilDiv(segments.rows(), Math.max(1, caches.length)) * (k.dim(2) + v.dim(2));
        workers.run(caches.length * heads, grain(cost), (from, to) -> {
            for (int i = from; i < to; i++) {
                int s = i / heads;
                caches[s].write(i % heads, positions[s], k, v, segments.start(s), segments.end(s));
            }
        });
    }

    /**
     * Attends from all rows of q.
     *
     * @param q [rows, heads, keyDim]
     * @param as number of queries whose kernels compute, each as if it were alone or as one of many; 0 for as many as a
     *     sequence has
     * @param memories one per sequence, whose last position is that of the sequence's last row
     * @param scratch makes arrays with arbitrary content
     * @param out gets [rows, heads, valueDim]
     */
    public void attend(
            Tensor q,
            Segments queries,
            KvReader[] memories,
            int keyHeads,
            int valueDim,
            AttentionSpec spec,
            @Nullable Tensor relativeBias,
            int as,
            IntFunction<float[]> scratch,
            float[] out) {
        Plan plan = new Plan(q, queries, memories, keyHeads, valueDim, spec, as);
        float[] partial = plan.partials == 0 ? new float[0] : scratch.apply(plan.partials);
        workers.run(plan.tasks(), grain(plan.cost()), (from, to) -> {
            for (int task = from; task < to; task++) {
                run(plan, task, relativeBias, partial, out);
            }
        });
        for (int s = 0; s < plan.parts.length; s++) {
            if (plan.parts[s].stretches > 1) {
                Partials.combine(partial, plan, plan.parts[s], out);
            }
        }
    }

    private static int grain(long cost) {
        return Workers.grain(GRAIN, cost);
    }

    private void run(Plan plan, int task, @Nullable Tensor relativeBias, float[] partial, float[] out) {
        Part p = plan.part(task);
        int i = task - p.firstTask;
        int stretch = i % p.stretches;
        int rowBlock = i / p.stretches % p.rowBlocks;
        int keyHead = i / p.stretches / p.rowBlocks;
        int low = rowBlock * p.blockRows;
        int high = Math.min(p.rows, low + p.blockRows);
        if (relativeBias == null && runStored(plan, p, stretch, keyHead, low, high, partial, out)) {
            return;
        }
        boolean isMany = plan.as > FEW_QUERIES || high - low > FEW_ROWS;
        QueryBlock block = (isMany ? many : few).get();
        block.begin(
                plan.q,
                p.firstRow,
                p.position,
                low,
                high,
                keyHead,
                p.memory,
                plan.valueDim,
                plan.group,
                plan.spec,
                relativeBias);
        int first = p.firstBlock + stretch * p.stretch;
        block.attend(
                p.memory, keyHead, first, p.stretches == 1 ? p.lastBlock : Math.min(first + p.stretch, p.lastBlock));
        answer(block, plan, p, stretch, keyHead, low, high, partial, out);
    }

    /** Gives the rows {@code low} to {@code high} of a part their results, or a part of them. */
    private static void answer(
            Answers block,
            Plan plan,
            Part p,
            int stretch,
            int keyHead,
            int low,
            int high,
            float[] partial,
            float[] out) {
        if (p.stretches > 1) {
            Partials.store(block, partial, plan, p, keyHead, stretch, low, high);
            return;
        }
        for (int r = low; r < high; r++) {
            float total = block.total(r - low);
            block.values(r - low, total == 0 ? 0 : 1 / total, out, plan.out(p, keyHead, r));
        }
    }

    /** Whether the library computed a task's rows {@code low} to {@code high}, those of whole queries. */
    private boolean runStored(
            Plan plan, Part p, int stretch, int keyHead, int low, int high, float[] partial, float[] out) {
        int group = plan.group;
        int queries = plan.as == 0 ? p.rows / group : plan.as;
        boolean several = !p.single && queries <= QUERIES_OF_LIBRARY;
        if (library == null
                || group > CacheAttention.MOST_ROWS
                || !p.single && !several
                || !(p.memory instanceof KvReader.Cached(KvCache cache))) {
            return false;
        }
        // Slopes count from a query: rows of several can't share them.
        boolean shared = several && plan.spec.slopes() == null;
        int together = shared ? CacheAttention.MOST_ROWS / group * group : group;
        Shape shape = StoredRows.shape(cache, Math.min(together, high - low), plan.q, plan.valueDim, plan.spec);
        CacheAttention attention = library.attention(shape);
        int first = p.firstBlock + stretch * p.stretch;
        int end = p.stretches == 1 ? p.lastBlock : Math.min(first + p.stretch, p.lastBlock);
        StoredRows rows = stored.get();
        for (int r = low; r < high; r += together) {
            int n = Math.min(together, high - r);
            if (n < shape.rows()) {
                shape = StoredRows.shape(cache, n, plan.q, plan.valueDim, plan.spec);
                attention = library.attention(shape);
            }
            if (attention == null) {
                return false;
            }
            int query = r / group;
            rows.begin(
                    shape,
                    attention,
                    plan.q,
                    p.firstRow + query,
                    p.position + query,
                    keyHead,
                    group,
                    p.memory,
                    plan.spec);
            rows.attend(cache, keyHead, first, end);
            answer(rows, plan, p, stretch, keyHead, r, r + n, partial, out);
        }
        return true;
    }

    /**
     * A sequence's share of the work, or that of one of its queries.
     *
     * @param single whether it is one query, computed as if it were alone
     * @param firstRow its first row of q
     * @param rows queries times the heads that share a key head
     * @param position of the first query
     * @param blockRows rows in a task
     * @param firstBlock first block of keys that any query sees
     * @param lastBlock the block after the last one
     * @param stretch blocks in a stretch
     * @param stretches into how many stretches of keys tasks are cut
     * @param firstPartial where what was found in them lies: [keyHeads, rows, stretches, valueDim + 2]
     */
    record Part(
            KvReader memory,
            boolean single,
            int firstRow,
            int rows,
            int position,
            int rowBlocks,
            int blockRows,
            int firstBlock,
            int lastBlock,
            int stretch,
            int stretches,
            int firstTask,
            int firstPartial) {}

    /** How a call is cut into tasks. */
    static final class Plan {
        final Tensor q;
        final AttentionSpec spec;
        final int keyHeads;
        final int group;
        final int valueDim;
        final int as;
        final Part[] parts;
        private final int[] firstTasks;
        private final int tasks;
        private final int partials;
        private final long cost;

        Plan(Tensor q, Segments queries, KvReader[] memories, int keyHeads, int valueDim, AttentionSpec spec, int as) {
            this.as = as;
            this.q = q;
            this.spec = spec;
            this.keyHeads = keyHeads;
            this.group = q.dim(1) / keyHeads;
            this.valueDim = valueDim;
            List<Part> list = new ArrayList<>();
            int task = 0;
            int partial = 0;
            long products = 0;
            for (int s = 0; s < memories.length; s++) {
                int count = queries.length(s);
                boolean singly = spec.causal() && spec.prefix() == 0 && (as == 0 ? count : as) <= FEW_QUERIES;
                for (int i = 0; i < count; i += singly ? 1 : count) {
                    Part p = part(
                            memories[s], singly, queries.start(s) + i, singly ? 1 : count, count - i, task, partial);
                    list.add(p);
                    task += keyHeads * p.rowBlocks * p.stretches;
                    partial += p.stretches == 1 ? 0 : keyHeads * p.rows * p.stretches * (valueDim + 2);
                    products += (long) keyHeads * p.rows * (p.lastBlock - p.firstBlock) * BLOCK * (q.dim(2) + valueDim);
                }
            }
            this.parts = list.toArray(Part[]::new);
            this.firstTasks = list.stream().mapToInt(Part::firstTask).toArray();
            this.tasks = task;
            this.partials = partial;
            this.cost = products / Math.max(1, task);
        }

        /**
         * Cuts the work of some queries.
         *
         * @param queries how many
         * @param fromEnd how many the sequence has from the first of them on
         */
        private Part part(
                KvReader m, boolean single, int firstRow, int queries, int fromEnd, int firstTask, int firstPartial) {
            int rows = queries * group;
            int position = m.end() - fromEnd;
            int most = as > FEW_QUERIES ? blockRows(rows) : QueryBlock.MOST_ROWS;
            int blockRows = most < group ? most : most / group * group;
            int rowBlocks = Math.ceilDiv(rows, blockRows);
            int firstBlock = Math.max(0, Visible.from(spec, position, m)) / BLOCK;
            int lastBlock = Math.ceilDiv(Visible.to(spec, position + queries - 1, m), BLOCK);
            int blocks = lastBlock - firstBlock;
            int stretch = Math.max(STRETCH, Math.ceilDiv(blocks, MOST_STRETCHES));
            boolean isCut = rowBlocks == 1 && as <= FEW_QUERIES;
            int stretches = isCut ? Math.max(1, Math.ceilDiv(blocks, stretch)) : 1;
            return new Part(
                    m,
                    single,
                    firstRow,
                    rows,
                    position,
                    rowBlocks,
                    blockRows,
                    firstBlock,
                    lastBlock,
                    stretch,
                    stretches,
                    firstTask,
                    firstPartial);
        }

        /** Rows of many that are computed together: fewer where that makes too few tasks. A row's bytes do not depend on it. */
        private int blockRows(int rows) {
            int size = QueryBlock.MOST_ROWS;
            while (size > FEWEST_BLOCK_ROWS && keyHeads * Math.ceilDiv(rows, size) < ENOUGH_TASKS) {
                size /= 2;
            }
            return size;
        }

        int tasks() {
            return tasks;
        }

        /** Multiplications per task. */
        long cost() {
            return cost;
        }

        Part part(int task) {
            int at = Arrays.binarySearch(firstTasks, task);
            return parts[at < 0 ? -at - 2 : at];
        }

        /** Where the result of a row is. */
        int out(Part p, int keyHead, int row) {
            return ((p.firstRow + row / group) * q.dim(1) + keyHead * group + row % group) * valueDim;
        }
    }
}
