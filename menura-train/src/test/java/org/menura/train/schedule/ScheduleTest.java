package org.menura.train.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.train.TestData;
import org.menura.train.schedule.WarmupStableDecay.Curve;

class ScheduleTest {
    private static final double RELATIVE = 1e-6;

    @TestFactory
    Stream<DynamicTest> ratesAreThoseOfTransformers() throws IOException {
        JsonNode schedules = new ObjectMapper()
                .readTree(TestData.path("golden/lr-schedules/golden.json").toFile())
                .get("schedules");
        SafetensorsFile golden = SafetensorsFile.open(TestData.path("golden/lr-schedules/golden.safetensors"));
        List<DynamicTest> tests = new ArrayList<>();
        schedules
                .properties()
                .forEach(entry -> tests.add(DynamicTest.dynamicTest(
                        entry.getKey(),
                        () -> agrees(
                                schedule(entry.getValue()),
                                golden.tensor("lr." + entry.getKey()).toFloats()))));
        assertEquals(8, tests.size());
        return tests.stream();
    }

    private static void agrees(Schedule schedule, float[] rates) {
        assertEquals(65, rates.length);
        for (int step = 0; step < rates.length; step++) {
            // Near a zero of 1 + cos, what is left is the cosine's own rounding.
            double tolerance = RELATIVE * Math.abs(rates[step]) + 1e-16 * schedule.peak();
            assertEquals(rates[step], schedule.rate(step), tolerance, "step " + step);
        }
    }

    private static Schedule schedule(JsonNode json) {
        double peak = json.get("lr").asDouble();
        JsonNode arguments = json.get("arguments");
        long warmup = arguments.get("num_warmup_steps").asLong();
        long steps = arguments.path("num_training_steps").asLong();
        String function = json.get("function").asText();
        return switch (function) {
            case "get_constant_schedule_with_warmup" -> new Constant(peak, warmup);
            case "get_linear_schedule_with_warmup" -> new LinearSchedule(peak, warmup, steps);
            case "get_cosine_schedule_with_warmup", "get_cosine_with_min_lr_schedule_with_warmup" ->
                new Cosine(
                        peak,
                        warmup,
                        steps,
                        arguments.path("num_cycles").asDouble(0.5),
                        arguments.path("min_lr_rate").asDouble(0));
            case "get_cosine_with_hard_restarts_schedule_with_warmup" ->
                new CosineRestarts(
                        peak, warmup, steps, arguments.get("num_cycles").asInt());
            case "get_polynomial_decay_schedule_with_warmup" ->
                new Polynomial(
                        peak,
                        warmup,
                        steps,
                        arguments.get("lr_end").asDouble(),
                        arguments.get("power").asDouble());
            case "get_inverse_sqrt_schedule" -> new InverseSqrt(peak, warmup);
            default -> throw new IllegalArgumentException(function);
        };
    }

    @Test
    void stableStretchIsLevelAndTheDecayEndsAtTheFloor() {
        Schedule linear = new WarmupStableDecay(2, 4, 20, 8, 0.1, Curve.LINEAR);
        assertEquals(0.5, linear.rate(1));
        assertEquals(2, linear.rate(4));
        assertEquals(2, linear.rate(12));
        assertEquals(2 * (0.1 + 0.9 * 0.75), linear.rate(14), 1e-15);
        assertEquals(0.2, linear.rate(20), 1e-15);
        assertEquals(0.2, linear.rate(1000), 1e-15);

        Schedule root = new WarmupStableDecay(2, 4, 20, 8, 0, Curve.ONE_MINUS_SQRT);
        assertEquals(2, root.rate(12));
        assertEquals(2 * (1 - Math.sqrt(0.25)), root.rate(14), 1e-15);
        assertEquals(0, root.rate(20));
    }

    /** Numbers of transformers' get_wsd_schedule and get_cosine_with_min_lr_schedule_with_warmup_lr_rate. */
    @Test
    void warmupsOfOtherShapesAreThoseOfTransformers() {
        agreesFromTheStart(
                new WarmupStableDecay(2, 4, 11, 5, 0.1, Curve.ONE_MINUS_SQRT, 0.5, 0.1, Curve.COSINE),
                0.2,
                0.463603897,
                1.1,
                1.7363961,
                2,
                2,
                2,
                1.19501553,
                0.861580042,
                0.605725995,
                0.390031056,
                0.2);
        agreesFromTheStart(
                new WarmupStableDecay(2, 4, 11, 5, 0.1, Curve.LINEAR, 0.5, 0.1, Curve.ONE_MINUS_SQRT),
                0.2,
                0.441154273,
                0.727207794,
                1.1,
                2,
                2,
                2,
                1.64,
                1.28,
                0.92,
                0.56,
                0.2);
        agreesFromTheStart(
                new WarmupStableDecay(2, 4, 11, 5, 0.1, Curve.COSINE, 0.8, 0.1, Curve.LINEAR),
                0.2,
                0.65,
                1.1,
                1.55,
                2,
                2,
                2,
                1.58224412,
                0.716798638,
                0.207096769,
                0.526318409,
                0.2);
        agreesFromTheStart(
                new SteppedCosine(2, 4, 11, 0.5, 0.1, Double.NaN),
                0.5,
                1,
                1.5,
                2,
                1.91087198,
                1.66114082,
                1.30026884,
                0.899731159,
                0.538859178,
                0.289128019,
                0.2);
        agreesFromTheStart(new SteppedCosine(2, 4, 11, 0.5, 0.1, 0.1), 0.2, 0.8, 1.4, 2, 1.91087198);
    }

    private static void agreesFromTheStart(Schedule schedule, double... rates) {
        for (int step = 0; step < rates.length; step++) {
            assertEquals(rates[step], schedule.rate(step), 1e-8, schedule + " at step " + step);
        }
    }

    @Test
    void withoutWarmupTheFirstRateIsThePeak() {
        for (Schedule schedule : List.of(
                new Constant(3, 0),
                new LinearSchedule(3, 0, 10),
                new Cosine(3, 0, 10),
                new CosineRestarts(3, 0, 10, 2),
                new Polynomial(3, 0, 10, 1, 2),
                new InverseSqrt(3, 0),
                new WarmupStableDecay(3, 0, 10, 2, 0, Curve.LINEAR))) {
            assertEquals(3, schedule.rate(0), schedule.toString());
        }
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Constant(Double.NaN, 0));
        assertThrows(IllegalArgumentException.class, () -> new Constant(1, -1));
        assertThrows(IllegalArgumentException.class, () -> new Cosine(1, 0, 10, 0.5, 1.5));
        assertThrows(IllegalArgumentException.class, () -> new CosineRestarts(1, 0, 10, 0));
        assertThrows(IllegalArgumentException.class, () -> new Polynomial(1, 0, 10, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> new InverseSqrt(1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Constant(1, 0).rate(-1));
        String message = assertThrows(IllegalArgumentException.class, () -> new LinearSchedule(1, 11, 10))
                .getMessage();
        assertTrue(message.contains("10 steps") && message.contains("warm-up of 11"), message);
        assertThrows(IllegalArgumentException.class, () -> new WarmupStableDecay(1, 5, 10, 6, 0, Curve.LINEAR));
    }
}
