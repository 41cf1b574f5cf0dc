package org.menura.bench.kernels;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What memory and multiply-adders give to a number of threads: the best of a few rounds, since a machine that others use
 * too only ever gives less.
 *
 * @param bytesPerSecond read from memory
 * @param flopsPerSecond float32 operations of fused multiply-adds, two each
 */
record MachineLimits(int threads, double bytesPerSecond, double flopsPerSecond) {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private static final int ROUNDS = 12;
    /** Beyond any cache. */
    private static final long BYTES = 512L << 20;

    private static final long STRETCH = 1 << 19;
    private static final int MULTIPLIED = 4_000_000;
    private static final int CHAINS = 10;

    /** Measures for about a second. */
    static MachineLimits measure(int threads) throws InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(BYTES, 64).fill((byte) 1);
            double read = 0;
            double multiplied = 0;
            for (int round = 0; round < ROUNDS; round++) {
                read = Math.max(read, BYTES / seconds(threads, part -> read(memory, part, threads)));
                double flops = 2.0 * threads * MULTIPLIED * CHAINS * FLOATS.length();
                multiplied = Math.max(multiplied, flops / seconds(threads, MachineLimits::multiply));
            }
            return new MachineLimits(threads, read, multiplied);
        }
    }

    private interface Part {
        /** Some work whose result must be used. */
        double run(int part);
    }

    private static double seconds(int threads, Part work) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(threads);
        double[] results = new double[threads];
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            int part = i + 1;
            others[i] = Thread.ofPlatform().start(() -> {
                ready.countDown();
                results[part] = work.run(part);
            });
        }
        ready.countDown();
        ready.await();
        long start = System.nanoTime();
        results[0] = work.run(0);
        for (Thread other : others) {
            other.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (results[0] == -1) {
            throw new AssertionError("sums of positive numbers are not negative");
        }
        return seconds;
    }

    /** A thread's share of the memory, in stretches one after another. */
    private static double read(MemorySegment memory, int part, int threads) {
        long sum = 0;
        long share = BYTES / STRETCH / threads;
        for (long i = part * share; i < (part + 1) * share; i++) {
            sum += sum(memory, i * STRETCH, (i + 1) * STRETCH);
        }
        return sum;
    }

    /** With a long index, whose loop C2 does not unroll: unrolled, loads from memory come in an order that halves them. */
    private static long sum(MemorySegment memory, long from, long to) {
        LongVector a = LongVector.zero(LONGS);
        LongVector b = a;
        int step = LONGS.vectorByteSize();
        for (long i = from; i < to; i += 2L * step) {
            a = a.add(LongVector.fromMemorySegment(LONGS, memory, i, ByteOrder.LITTLE_ENDIAN));
            b = b.add(LongVector.fromMemorySegment(LONGS, memory, i + step, ByteOrder.LITTLE_ENDIAN));
        }
        return a.add(b).reduceLanes(VectorOperators.ADD);
    }

    /** As many independent chains as keep two units busy whose results take four or five cycles. */
    private static double multiply(int part) {
        FloatVector m = FloatVector.broadcast(FLOATS, 0.5f);
        FloatVector s = FloatVector.broadcast(FLOATS, part);
        FloatVector c0 = s;
        FloatVector c1 = s;
        FloatVector c2 = s;
        FloatVector c3 = s;
        FloatVector c4 = s;
        FloatVector c5 = s;
        FloatVector c6 = s;
        FloatVector c7 = s;
        FloatVector c8 = s;
        FloatVector c9 = s;
        for (int i = 0; i < MULTIPLIED; i++) {
            c0 = c0.fma(m, s);
            c1 = c1.fma(m, s);
            c2 = c2.fma(m, s);
            c3 = c3.fma(m, s);
            c4 = c4.fma(m, s);
            c5 = c5.fma(m, s);
            c6 = c6.fma(m, s);
            c7 = c7.fma(m, s);
            c8 = c8.fma(m, s);
            c9 = c9.fma(m, s);
        }
        FloatVector sum = c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9);
        return sum.reduceLanes(VectorOperators.ADD);
    }
}
