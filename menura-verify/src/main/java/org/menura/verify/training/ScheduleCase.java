package org.menura.verify.training;

import java.util.List;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.schedule.Constant;
import org.menura.train.schedule.Cosine;
import org.menura.train.schedule.CosineRestarts;
import org.menura.train.schedule.InverseSqrt;
import org.menura.train.schedule.LinearSchedule;
import org.menura.train.schedule.Polynomial;
import org.menura.train.schedule.Schedule;
import org.menura.train.schedule.SteppedCosine;
import org.menura.train.schedule.WarmupStableDecay;
import org.menura.verify.CaseSettings;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** Learning rates of transformers' schedules: {@code kind: lr}. */
final class ScheduleCase extends TrainingCase {
    private static final double TOLERANCE = 1e-6;

    private ScheduleCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        ScheduleCase c = new ScheduleCase(recorded, ops);
        CaseSettings schedules = c.settings.part("schedules");
        for (String name : schedules.names()) {
            CaseSettings one = schedules.part(name);
            one.ignore("steps"); // how many rates were recorded
            c.check("lr." + name, schedule(one));
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

    private static Schedule schedule(CaseSettings one) {
        double peak = one.number("lr");
        CaseSettings a = one.part("arguments");
        long warmup = a.integer("num_warmup_steps", 0);
        String function = one.text("function", "");
        return switch (function) {
            case "get_constant_schedule", "get_constant_schedule_with_warmup" -> new Constant(peak, warmup);
            case "get_linear_schedule_with_warmup" -> new LinearSchedule(peak, warmup, steps(a));
            case "get_cosine_schedule_with_warmup" ->
                new Cosine(peak, warmup, steps(a), a.number("num_cycles", 0.5), 0);
            case "get_cosine_with_min_lr_schedule_with_warmup" ->
                new Cosine(peak, warmup, steps(a), a.number("num_cycles", 0.5), floor(peak, a));
            case "get_cosine_with_min_lr_schedule_with_warmup_lr_rate" ->
                new SteppedCosine(
                        peak,
                        warmup,
                        steps(a),
                        a.number("num_cycles", 0.5),
                        floor(peak, a),
                        a.number("warmup_lr_rate", Double.NaN));
            case "get_cosine_with_hard_restarts_schedule_with_warmup" ->
                new CosineRestarts(peak, warmup, steps(a), a.number("num_cycles", 1));
            case "get_polynomial_decay_schedule_with_warmup" ->
                new Polynomial(peak, warmup, steps(a), a.number("lr_end", 1e-7), a.number("power", 1));
            case "get_inverse_sqrt_schedule" -> inverseSqrt(peak, warmup, a);
            case "get_wsd_schedule" -> stable(peak, warmup, a);
            default -> throw one.unsupported("function", "it is none that can be verified");
        };
    }

    private static long steps(CaseSettings arguments) {
        return arguments.integer("num_training_steps");
    }

    private static Schedule stable(double peak, long warmup, CaseSettings a) {
        long decay = a.integer("num_decay_steps");
        long steps = a.has("num_stable_steps") ? warmup + a.integer("num_stable_steps") + decay : steps(a);
        double floor = a.number("min_lr_ratio", 0);
        return new WarmupStableDecay(
                peak,
                warmup,
                steps,
                decay,
                floor,
                curve(a, "decay_type", "cosine"),
                a.number("num_cycles", 0.5),
                floor,
                curve(a, "warmup_type", "linear"));
    }

    private static WarmupStableDecay.Curve curve(CaseSettings a, String setting, String usual) {
        return switch (a.text(setting, usual)) {
            case "linear" -> WarmupStableDecay.Curve.LINEAR;
            case "cosine" -> WarmupStableDecay.Curve.COSINE;
            case "1-sqrt" -> WarmupStableDecay.Curve.ONE_MINUS_SQRT;
            default -> throw a.unsupported(setting, "supported: linear, cosine, 1-sqrt");
        };
    }

    private static double floor(double peak, CaseSettings a) {
        return a.number("min_lr_rate", a.number("min_lr", 0) / peak);
    }

    private static Schedule inverseSqrt(double peak, long warmup, CaseSettings a) {
        return a.has("timescale")
                ? new InverseSqrt(peak, warmup, a.integer("timescale"))
                : new InverseSqrt(peak, warmup);
    }
}
