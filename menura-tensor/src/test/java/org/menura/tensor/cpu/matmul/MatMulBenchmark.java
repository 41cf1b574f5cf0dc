package org.menura.tensor.cpu.matmul;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.BlockSums;
import org.menura.tensor.cpu.work.Workers;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/**
 * Prints the rates of matrix products as shares of what memory and multiply-adders give in the same run. Arguments:
 * types of weights, all with own kernels if none.
 */
final class MatMulBenchmark {
    private static final int OUTS = 4096;
    private static final int IN = 4096;
    /** Copies of the weights, so that no cache holds them. */
    private static final long LEAST_BYTES = 600L << 20;

    private MatMulBenchmark() {}

    public static void main(String[] args) {
        DType[] types = args.length > 0
                ? Arrays.stream(args).map(DType::valueOf).toArray(DType[]::new)
                : new DType[] {
                    DType.F32, DType.F16, DType.BF16, DType.Q8_0, DType.Q4_0, DType.Q4_K, DType.Q5_K, DType.Q6_K
                };
        double[] read = new double[3];
        double[] peak = new double[3];
        for (int threads = 1; threads <= 2; threads++) {
            read[threads] = memory(new Workers(threads));
            peak[threads] = arithmetic(new Workers(threads), threads);
            System.out.printf(
                    "%d threads: memory %.1f GB/s, arithmetic %.0f GFLOP/s%n", threads, read[threads], peak[threads]);
        }
        for (DType type : types) {
            Tensor[] weights = weights(type);
            for (int threads = 1; threads <= 2; threads++) {
                MatMul products = new MatMul(
                        new Workers(threads),
                        Kernels.BEST,
                        new ProductOptions(false, true, false, false),
                        new ReentrantLock());
                double bytes = type.bytes((long) OUTS * IN);
                System.out.printf("%-6s %d threads:", type, threads);
                for (int rows : new int[] {1, 2, 4, 8, 16, 48, 512}) {
                    double seconds = time(products, weights, rows);
                    double flops = 2.0 * rows * OUTS * IN;
                    if (rows == 1) {
                        System.out.printf(
                                "  %.1f GB/s (%.0f%%)",
                                bytes / seconds / 1e9, 100 * bytes / seconds / 1e9 / read[threads]);
                    } else {
                        System.out.printf(
                                "  %d: %.0f (%.0f%%)",
                                rows, flops / seconds / 1e9, 100 * flops / seconds / 1e9 / peak[threads]);
                    }
                }
                System.out.println();
            }
        }
    }

    private static Tensor[] weights(DType type) {
        Shape shape = Shape.of(OUTS, IN);
        long bytes = type.bytes(shape.elements());
        Tensor[] copies = new Tensor[(int) (LEAST_BYTES / bytes) + 1];
        Random random = new Random(1);
        float[] row = new float[IN];
        MemorySegment first = Arena.ofAuto().allocate(bytes, 64);
        for (int r = 0; r < 16; r++) {
            for (int i = 0; i < IN; i++) {
                row[i] = (float) random.nextGaussian();
            }
            Codecs.of(type).encode(row, 0, IN, first, r * type.bytes(IN));
        }
        for (int r = 16; r < OUTS; r++) {
            MemorySegment.copy(first, 0, first, r * type.bytes(IN), type.bytes(IN));
        }
        for (int i = 0; i < copies.length; i++) {
            MemorySegment copy = Arena.ofAuto().allocate(bytes, 64).copyFrom(first);
            copies[i] = Tensor.of(copy, type, shape);
        }
        return copies;
    }

    private static double time(MatMul products, Tensor[] weights, int rows) {
        Tensor x = Tensor.zeros(rows, IN);
        Arrays.fill(x.floats(), 0.5f);
        float[] out = new float[rows * OUTS];
        return best(i -> products.linear(x, weights[i % weights.length], null, out));
    }

    private interface Round {
        void run(int i);
    }

    /** The best of several seconds, as the machine may be shared. */
    private static double best(Round round) {
        double best = Double.MAX_VALUE;
        long end = System.nanoTime() + 1_500_000_000L;
        for (int i = 0; i < 6 || System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            round.run(i);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    private static double memory(Workers workers) {
        int n = 1 << 26;
        MemorySegment segment = Arena.ofAuto().allocate(8L * n, 64);
        segment.fill((byte) 1);
        long[] sums = new long[n >> 16];
        double seconds = best(i -> workers.run(n >> 16, 1, (from, to) -> {
            for (int block = from; block < to; block++) {
                sums[block] = sum(segment, (long) block << 16);
            }
        }));
        return 8.0 * n / seconds / 1e9;
    }

    private static long sum(MemorySegment segment, long first) {
        LongVector s0 = LongVector.zero(LongVector.SPECIES_PREFERRED);
        LongVector s1 = s0;
        int n = s0.length();
        for (long i = first; i < first + (1 << 16); i += 2 * n) {
            s0 = s0.add(load(segment, i));
            s1 = s1.add(load(segment, i + n));
        }
        return s0.add(s1).reduceLanes(VectorOperators.ADD);
    }

    private static LongVector load(MemorySegment segment, long i) {
        return LongVector.fromMemorySegment(LongVector.SPECIES_PREFERRED, segment, 8 * i, ByteOrder.LITTLE_ENDIAN);
    }

    /** Blocks that lie in the first-level cache. */
    private static double arithmetic(Workers workers, int threads) {
        int size = BlockSums.SIZE;
        int repeats = 2_000;
        double seconds = best(i -> workers.run(threads, 1, (from, to) -> {
            BlockSums sums = new BlockSums();
            float[] a = new float[size * size];
            float[] b = new float[size * size];
            float[] c = new float[size * size];
            for (int t = from * repeats; t < to * repeats; t++) {
                sums.along(a, 0, b, 0, size, c, 0, size, size, size);
            }
        }));
        return 2.0 * threads * repeats * size * size * size / seconds / 1e9;
    }
}
