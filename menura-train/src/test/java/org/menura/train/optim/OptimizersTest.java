package org.menura.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.Parameter;

/** What all optimisers promise. */
@Tag("slow")
class OptimizersTest {
    enum Kind {
        SGD,
        MOMENTUM,
        NESTEROV,
        ADAM,
        ADAMW,
        LION,
        ADAFACTOR,
        ADAFACTOR_MOMENTUM,
        MUON;

        Optimizer make(List<ParameterGroup> groups, int threads) {
            return switch (this) {
                case SGD -> new Sgd(groups, Sgd.Options.DEFAULT, threads);
                case MOMENTUM -> new Sgd(groups, new Sgd.Options(0.9, false), threads);
                case NESTEROV -> new Sgd(groups, new Sgd.Options(0.9, true), threads);
                case ADAM -> new Adam(groups, AdamOptions.DEFAULT, threads);
                case ADAMW -> new AdamW(groups, AdamOptions.DEFAULT, threads);
                case LION -> new Lion(groups, Lion.Options.DEFAULT, threads);
                case ADAFACTOR -> new Adafactor(groups, Adafactor.Options.DEFAULT, threads);
                case ADAFACTOR_MOMENTUM ->
                    new Adafactor(groups, new Adafactor.Options(1e-30, 1e-3, 1, 0.8, 0.9, true), threads);
                case MUON -> new Muon(groups, Muon.Options.DEFAULT, new CpuBackend(threads), threads);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnFromASavedStateWithTheSameBytes(Kind kind, @TempDir Path folder) throws IOException {
        List<Parameter> through = Samples.parameters(0);
        Samples.steps(kind.make(Samples.groups(through), 2), through, 0, 6);

        List<Parameter> before = Samples.parameters(0);
        Optimizer first = kind.make(Samples.groups(before), 1);
        Samples.steps(first, before, 0, 3);
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        first.state().forEach((n, t) -> entries.put(n, new TensorEntry(t.dtype(), t.shape(), () -> t)));
        Path file = folder.resolve("optimizer.safetensors");
        SafetensorsWriter.write(file, entries, Map.of());

        SafetensorsFile saved = SafetensorsFile.open(file);
        Map<String, Tensor> state = new LinkedHashMap<>();
        saved.names().forEach(n -> state.put(n, saved.tensor(n)));
        Optimizer second = kind.make(Samples.groups(before), 1);
        second.restore(state);
        assertEquals(3, second.steps());
        Samples.steps(second, before, 3, 6);
        same(through, before);
    }

    @ParameterizedTest
    @EnumSource
    void threadsChangeNothing(Kind kind) {
        List<Parameter> expected = large(kind, 1);
        same(expected, large(kind, 2));
        same(expected, large(kind, 3));
    }

    /** Parameters of several pieces after two steps. */
    private static List<Parameter> large(Kind kind, int threads) {
        Rng rng = new Rng(5);
        List<Parameter> parameters = List.of(
                Samples.parameter(rng, 0, "bias", 70_001),
                Samples.parameter(rng, 0, "matrix", 130, 521),
                Samples.parameter(rng, 0, "norm.weight", 3));
        Samples.steps(kind.make(Samples.groups(parameters), threads), parameters, 0, 2);
        return parameters;
    }

    @ParameterizedTest
    @EnumSource
    void partsOfLargerArraysAreTreatedAlikeAndTheirSurroundingsLeftAlone(Kind kind) {
        List<Parameter> expected = Samples.parameters(0);
        Samples.steps(kind.make(Samples.groups(expected), 1), expected, 0, 3);
        List<Parameter> parts = Samples.parameters(3);
        Samples.steps(kind.make(Samples.groups(parts), 1), parts, 0, 3);
        same(expected, parts);
        for (Parameter p : parts) {
            float[] array = p.value().floats();
            assertArrayEquals(new float[3], Arrays.copyOf(array, 3));
            assertArrayEquals(new float[3], Arrays.copyOfRange(array, array.length - 3, array.length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesEveryParameterAndNoGradient(Kind kind) {
        List<Parameter> parameters = Samples.parameters(0);
        List<float[]> before = Samples.values(parameters);
        Optimizer optimizer = kind.make(Samples.groups(parameters), 1);
        Samples.steps(optimizer, parameters, 0, 1);
        List<Parameter> expected = Samples.parameters(0);
        Samples.gradients(expected, 0);
        for (int i = 0; i < parameters.size(); i++) {
            assertFalse(Arrays.equals(before.get(i), parameters.get(i).value().toFloats()));
            assertArrayEquals(
                    expected.get(i).gradient().toFloats(),
                    parameters.get(i).gradient().toFloats());
        }
        optimizer.zeroGradients();
        parameters.forEach(p -> assertArrayEquals(
                new float[(int) p.value().elements()], p.gradient().toFloats()));
    }

    @ParameterizedTest
    @EnumSource
    void aGroupsRateScaleMultipliesItsRate(Kind kind) {
        List<Parameter> expected = Samples.parameters(0);
        List<Parameter> scaled = Samples.parameters(0);
        Samples.gradients(expected, 0);
        Samples.gradients(scaled, 0);
        kind.make(List.of(new ParameterGroup("all", expected, 0.1, 1)), 1).step(0.02);
        kind.make(List.of(new ParameterGroup("all", scaled, 0.1, 2)), 1).step(0.01);
        same(expected, scaled);
    }

    @Test
    void statesOfOthersAreRefusedAndNothingChanges() {
        List<Parameter> parameters = Samples.parameters(0);
        Optimizer adam = Kind.ADAMW.make(Samples.groups(parameters), 1);
        Samples.steps(adam, parameters, 0, 2);
        float[] m = adam.state().get("m.norm.weight").toFloats();

        refused(adam, Kind.LION.make(Samples.groups(parameters), 1).state(), "lacks v.");
        Map<String, Tensor> surplus = new LinkedHashMap<>(adam.state());
        surplus.put("m.other", Tensor.zeros(2));
        refused(adam, surplus, "has m.other that AdamW does not keep");
        Map<String, Tensor> shape = new LinkedHashMap<>(adam.state());
        shape.put("m.norm.weight", Tensor.zeros(3));
        refused(adam, shape, "m.norm.weight is F32[3] where AdamW keeps F32[7]");
        Map<String, Tensor> steps = new LinkedHashMap<>(adam.state());
        steps.remove("step");
        refused(adam, steps, "number of steps");

        assertEquals(2, adam.steps());
        assertArrayEquals(m, adam.state().get("m.norm.weight").toFloats());
    }

    private static void refused(Optimizer optimizer, Map<String, Tensor> state, String part) {
        String message = assertThrows(IllegalArgumentException.class, () -> optimizer.restore(state))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void badParametersRatesAndSettingsAreRefused() {
        List<Parameter> parameters = Samples.parameters(0);
        List<Parameter> twice = new ArrayList<>(parameters);
        twice.add(parameters.get(0));
        assertThrows(IllegalArgumentException.class, () -> Kind.ADAMW.make(Samples.groups(twice), 1));
        Parameter wrong = new Parameter("w", Tensor.zeros(2), Tensor.zeros(3));
        assertThrows(IllegalArgumentException.class, () -> Kind.SGD.make(ParameterGroups.all(List.of(wrong), 0), 1));
        assertThrows(IllegalArgumentException.class, () -> Kind.SGD.make(Samples.groups(parameters), 0));
        Optimizer sgd = Kind.SGD.make(Samples.groups(parameters), 1);
        assertThrows(IllegalArgumentException.class, () -> sgd.step(Double.NaN));
        assertEquals(0, sgd.steps());
        assertThrows(IllegalArgumentException.class, () -> new AdamOptions(1, 0.9, 1e-8));
        assertThrows(IllegalArgumentException.class, () -> new Sgd.Options(0, true));
    }

    private static void same(List<Parameter> expected, List<Parameter> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(
                    expected.get(i).value().toFloats(),
                    actual.get(i).value().toFloats(),
                    expected.get(i).name());
        }
    }
}
