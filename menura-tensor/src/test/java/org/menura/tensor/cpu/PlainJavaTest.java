package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** A JVM without {@code --add-modules jdk.incubator.vector} computes with weights of every type, and says once what it lacks. */
@Tag("slow")
class PlainJavaTest {
    /** Computes products with weights of all types, in this JVM. */
    static final class Program {
        private Program() {}

        /** Prints what computes, and a line for each type. */
        public static void main(String[] args) {
            CpuBackend ops = new CpuBackend(2);
            System.out.println(ops.engine());
            for (DType type : types()) {
                System.out.println(type + " " + Arrays.toString(products(ops, type)));
            }
        }
    }

    private static List<DType> types() {
        return Arrays.stream(DType.values())
                .filter(t -> t.isFloat() && Codecs.of(t).canEncode())
                .toList();
    }

    /** A number for each of several numbers of rows. */
    private static float[] products(CpuBackend ops, DType type) {
        float[] out = new float[4];
        int[] rows = {1, 5, 12, 70};
        for (int i = 0; i < rows.length; i++) {
            RandomTensors random = new RandomTensors(7);
            Tensor w = random.stored(type, 40, 512);
            Tensor x = random.heap(rows[i], 512);
            float sum = 0;
            for (float v : ops.linear(x, w, null).toFloats()) {
                sum += v * v;
            }
            out[i] = sum / rows[i];
        }
        return out;
    }

    private record Output(String out, String err) {}

    private static Output run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
        Path err = Files.createTempFile("plain", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        String said = Files.readString(err);
        Files.delete(err);
        assertEquals(0, process.exitValue(), said);
        return new Output(out, said);
    }

    @Test
    void everyTypeComputesWithoutTheModule() throws IOException, InterruptedException {
        Output plain = run();
        List<String> lines = plain.out.lines().toList();
        assertTrue(lines.getFirst().startsWith("CPU, plain Java"), lines.getFirst());
        assertEquals(types().size() + 1, lines.size());
        CpuBackend exact = new CpuBackend(CpuOptions.fastest().withExact(true));
        for (int t = 0; t < types().size(); t++) {
            String[] words = lines.get(t + 1).replaceAll("[\\[\\],]", "").split(" ");
            float[] expected = products(exact, types().get(t));
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], Float.parseFloat(words[i + 1]), 0.02 * expected[i], lines.get(t + 1));
            }
        }
        assertEquals(2, plain.err.split("--add-modules jdk.incubator.vector", -1).length, plain.err);
    }

    @Test
    void theFlagIsAllThatItTakes() throws IOException, InterruptedException {
        Output fast = run("--add-modules", "jdk.incubator.vector");
        String engine = fast.out.lines().findFirst().orElse("");
        assertEquals("CPU", engine.split(", ", 2)[0]);
        assertFalse(engine.contains("plain Java"), engine);
        assertFalse(fast.err.contains("--add-modules"), fast.err);
    }
}
