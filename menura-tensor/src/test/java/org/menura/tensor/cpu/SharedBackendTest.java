package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Threads that share a backend get the numbers that each would get alone. */
class SharedBackendTest {
    private static float[] computed(CpuBackend ops, int seed, int steps) {
        RandomTensors random = new RandomTensors(seed);
        Tensor w = random.heap(96, 96);
        Tensor x = random.heap(33 + seed, 96);
        for (int i = 0; i < steps; i++) {
            try (Backend.Scope _ = ops.scope()) {
                Tensor y = ops.activate(Activation.TANH, ops.linear(x, w, null));
                x = ops.rmsNorm(ops.add(x, y), null, 1e-5f, 0).toHeap().rows(0, x.dim(0));
                x = Tensor.of(x.toFloats(), x.dim(0), x.dim(1));
            }
        }
        return x.toFloats();
    }

    @Test
    void scopesOfThreadsWaitForEachOther() throws Exception {
        CpuBackend shared = new CpuBackend(2);
        List<Future<float[]>> all = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                int seed = i;
                all.add(pool.submit(() -> computed(shared, seed, 60)));
            }
        }
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(computed(new CpuBackend(1), i, 60), all.get(i).get());
        }
    }

    @Test
    void whatIsComputedWithoutAScopeTakesNothingFromAnothersScope() throws Exception {
        CpuBackend ops = new CpuBackend(2);
        RandomTensors random = new RandomTensors(3);
        Tensor x = random.heap(50, 70);
        Tensor w = random.heap(80, 70);
        float[] expected = ops.linear(x, w, null).toFloats();
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch computed = new CountDownLatch(1);
        Thread other = Thread.ofPlatform().start(() -> {
            try (Backend.Scope _ = ops.scope()) {
                Tensor _ = ops.linear(x, w, null);
                opened.countDown();
                computed.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        opened.await();
        Tensor unscoped = ops.add(ops.affine(x, 1, 0), x);
        computed.countDown();
        other.join();
        assertArrayEquals(expected, ops.linear(x, w, null).toFloats());
        assertArrayEquals(ops.affine(x, 2, 0).toFloats(), unscoped.toFloats());
    }

    @Test
    void aScopeEndsWhereItBegan() throws Exception {
        CpuBackend ops = new CpuBackend(1);
        Backend.Scope scope = ops.scope();
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            Future<IllegalStateException> refused =
                    pool.submit(() -> assertThrows(IllegalStateException.class, scope::close));
            assertTrue(refused.get().getMessage().contains("the thread that opened it"));
        }
        scope.close();
    }
}
