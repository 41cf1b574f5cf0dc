package org.menura.verify.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.schedule.Constant;
import org.menura.train.schedule.Cosine;
import org.menura.train.schedule.CosineRestarts;
import org.menura.train.schedule.InverseSqrt;
import org.menura.train.schedule.LinearSchedule;
import org.menura.train.schedule.Polynomial;
import org.menura.train.schedule.Schedule;
import org.menura.verify.Check;

/** Learning rates of transformers' schedules: {@code kind: lr}. */
final class ScheduleCase extends TrainingCase {
    private static final double TOLERANCE = 1e-6;

    private ScheduleCase(JsonNode description, Checkpoint golden, GradBackend ops) {
        super(description, golden, ops);
    }

    static List<Check> run(JsonNode description, Checkpoint golden, GradBackend ops) {
        ScheduleCase c = new ScheduleCase(description, golden, ops);
        for (Map.Entry<String, JsonNode> e : description.path("schedules").properties()) {
            c.check("lr." + e.getKey(), schedule(e.getValue()));
        }
        return c.checks;
    }

    private void check(String name, Schedule schedule) {
        float[] expected = golden.tensor(name).toFloats();
        float[] actual = new float[expected.length];
        for (int step = 0; step < actual.length; step++) {
            actual[step] = (float) schedule.rate(step);
        }
        checks.add(Check.values(name, actual, expected, TOLERANCE, 0));
    }

    private static Schedule schedule(JsonNode json) {
        double peak = json.path("lr").asDouble();
        JsonNode arguments = json.path("arguments");
        long warmup = arguments.path("num_warmup_steps").asLong();
        long steps = arguments.path("num_training_steps").asLong();
        String function = json.path("function").asText();
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
                        peak, warmup, steps, arguments.path("num_cycles").asInt());
            case "get_polynomial_decay_schedule_with_warmup" ->
                new Polynomial(
                        peak,
                        warmup,
                        steps,
                        arguments.path("lr_end").asDouble(),
                        arguments.path("power").asDouble());
            case "get_inverse_sqrt_schedule" -> new InverseSqrt(peak, warmup);
            default -> throw new FormatException("schedule " + function + " is none that can be verified");
        };
    }
}
