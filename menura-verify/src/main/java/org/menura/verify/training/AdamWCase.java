package org.menura.verify.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.menura.format.python.PythonRegex;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Trainer;
import org.menura.train.data.Batch;
import org.menura.train.optim.AdamOptions;
import org.menura.train.optim.AdamW;
import org.menura.train.optim.ParameterGroup;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.schedule.Constant;
import org.menura.train.schedule.Cosine;
import org.menura.train.schedule.Schedule;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.LanguageModelTask;
import org.menura.verify.CaseSettings;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** Three steps of AdamW: {@code kind: adamw}. */
final class AdamWCase extends TrainingCase {
    /** Absolute tolerance of parameters; those whose gradient is near zero are the most sensitive. */
    private static final double PARAMETERS = 1e-5;

    private AdamWCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        AdamWCase c = new AdamWCase(recorded, ops);
        c.steps(Student.of(recorded.folder(), ops));
        return c.checks;
    }

    private void steps(Student student) {
        CaseSettings h = settings.part("hyperparameters");
        List<Parameter> taught = student.parameters().trainables();
        double decay = h.number("weight_decay");
        List<ParameterGroup> groups = !h.has("no_decay")
                ? ParameterGroups.all(taught, decay)
                : ParameterGroups.decay(taught, decay, noDecay(h));
        if (h.flag("maximize", false)) {
            throw h.unsupported("maximize", "supported: false");
        }
        JsonNode betas = h.raw("betas");
        AdamOptions options = new AdamOptions(
                betas.path(0).asDouble(), betas.path(1).asDouble(), h.number("eps"), h.flag("amsgrad", false));
        double maxNorm = h.number("max_grad_norm", Double.POSITIVE_INFINITY);
        LongFunction<List<Batch>> batches = step -> List.of(batch((int) step));
        LanguageModelTask task = new LanguageModelTask(
                student.model(), new Steps<>(ops, taught, batches), LanguageModelTask.Options.PLAIN);
        Trainer trainer = new Trainer(task, new AdamW(groups, options, 2), schedule(h), maxNorm, 2, null);

        int steps = golden.tensor("batches").dim(0);
        double[] losses = new double[steps];
        double[] norms = new double[steps];
        double[] rates = new double[steps];
        Trainer.Listener listener = (step, result, rate, norm) -> {
            losses[(int) step] = result.loss();
            norms[(int) step] = norm;
            rates[(int) step] = rate;
        };
        try {
            trainer.run(0, steps, listener, () -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        values("losses", losses);
        values("grad_norms", norms);
        values("learning_rates", rates);
        for (String name : settings.texts("params")) {
            parameter(taught, name);
        }
        value("final_loss_on_first_batch", LanguageModelTask.evaluate(student.model(), List.of(batch(0))));
    }

    private static Predicate<String> noDecay(CaseSettings h) {
        PythonRegex names = PythonRegex.compile(h.text("no_decay", ""));
        return name -> names.search(name) != null;
    }

    private static Schedule schedule(CaseSettings h) {
        double rate = h.number("lr");
        return !h.has("total_steps")
                ? new Constant(rate, h.integer("warmup_steps", 0))
                : new Cosine(rate, h.integer("warmup_steps", 0), h.integer("total_steps"), 0.5, 0);
    }

    private void parameter(List<Parameter> taught, String name) {
        Tensor value = taught.stream()
                .filter(t -> t.name().equals(name))
                .map(Parameter::value)
                .findFirst()
                .orElseThrow();
        String output = "final." + name;
        checks.add(Check.values(output, value.toFloats(), golden.tensor(output).toFloats(), PARAMETERS, 1));
    }

    /** Sequences of one step; every id is the label of the one before it. */
    private Batch batch(int step) {
        Tensor all = golden.tensor("batches"); // [steps, sequences, length]
        long[] ids = all.toLongs();
        int length = all.dim(2);
        int[][] sequences = new int[all.dim(1)][];
        for (int s = 0; s < sequences.length; s++) {
            int from = (step * sequences.length + s) * length;
            sequences[s] = Arrays.stream(ids, from, from + length)
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return predicting(sequences, new int[sequences.length]);
    }
}
