package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.menura.format.Checkpoint;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Tensor;

/** A case of {@code testdata/golden}. Padded rows come without their padding. */
record Golden(JsonNode json, Checkpoint tensors) {
    static Golden open(String name) {
        Path above = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(above.resolve("testdata"))) {
            above = above.getParent();
        }
        Path folder = above.resolve("testdata/golden").resolve(name);
        try {
            return new Golden(
                    new ObjectMapper().readTree(folder.resolve("golden.json").toFile()),
                    SafetensorsFile.open(folder.resolve("golden.safetensors")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tensor tensor(String name) {
        return tensors.tensor(name).toHeap();
    }

    int[] ints(String name) {
        return Arrays.stream(tensors.tensor(name).toLongs())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    double[] doubles(String name) {
        return Doubles.of(tensors.tensor(name));
    }

    double scalar(String name) {
        return tensors.tensor(name).toFloats()[0];
    }

    double parameter(String name) {
        return json.path("hyperparameters").path(name).asDouble(Double.NaN);
    }

    /** How long the rows are that a mask of ones, then zeros marks. */
    int[] lengths(String mask) {
        int width = tensors.shape(mask).dim(1);
        int[] marks = ints(mask);
        int[] lengths = new int[marks.length / width];
        for (int i = 0; i < marks.length; i++) {
            lengths[i / width] += marks[i];
        }
        return lengths;
    }

    double[][] rows(String name, int[] lengths) {
        double[] all = doubles(name);
        int width = tensors.shape(name).dim(1);
        double[][] rows = new double[lengths.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, i * width + lengths[i]);
        }
        return rows;
    }

    void agrees(String name, double actual) {
        assertEquals(scalar(name), actual, 1e-6 * Math.max(1, Math.abs(scalar(name))), name);
    }

    void agrees(String name, double[] actual) {
        same(name, doubles(name), actual);
    }

    void agrees(String name, double[][] actual) {
        int[] lengths = Arrays.stream(actual).mapToInt(r -> r.length).toArray();
        double[][] expected = rows(name, lengths);
        for (int i = 0; i < actual.length; i++) {
            same(name + " row " + i, expected[i], actual[i]);
        }
    }

    private static void same(String what, double[] expected, double[] actual) {
        assertEquals(expected.length, actual.length, what);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6 * Math.max(1, Math.abs(expected[i])), what + " " + i);
        }
    }
}
