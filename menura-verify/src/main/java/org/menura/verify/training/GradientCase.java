package org.menura.verify.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.EncoderDecoder;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Model;
import org.menura.model.SpeechModel;
import org.menura.model.TextEncoder;
import org.menura.model.decoder.Head;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.LanguageModelTask;
import org.menura.verify.Batch;
import org.menura.verify.Check;
import org.menura.verify.EncoderInputs;
import org.menura.verify.HiBehrtCase;
import org.menura.verify.Losses;
import org.menura.verify.RecordedCase;
import org.menura.verify.RouterLoss;
import org.menura.verify.SpeechCase;
import org.menura.verify.Verifier;

/** Recorded gradients of a model's loss: tensors {@code grad.NAME} and {@code grad_norm}. */
final class GradientCase {
    static final String PREFIX = "grad.";

    /** Of a gradient's largest magnitude. */
    static final double TOLERANCE = 1e-3;

    /** Gradients are compared as if their largest magnitude were at least this. */
    private static final double FLOOR = 1e-6;

    /**
     * And at least this share of the largest of all: where a gradient is zero in mathematics, as that of the bias of a
     * softmax's keys, what is left are the roundings of larger ones.
     */
    private static final double FLOOR_SHARE = 1e-3;

    private final GradBackend ops;
    private final Config config;
    private final Checkpoint golden;
    private final TrainableParameters parameters;

    private GradientCase(RecordedCase recorded, GradBackend ops) {
        this.ops = ops;
        ModelSource source = Verifier.source(recorded);
        this.config = source.fields();
        this.golden = recorded.tensors();
        this.parameters = new TrainableParameters(new CheckpointParameters(source.weights()), _ -> true);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        GradientCase c = new GradientCase(recorded, ops);
        Checkpoint golden = recorded.tensors();
        switch (Models.build(ModelKind.ANY, c.config, c.parameters, ops, Adapters.NONE)) {
            case CausalModel model when Head.scores(c.config) -> c.classifier(model);
            case CausalModel model -> c.causal(model);
            case HiBehrt model -> c.records(model);
            case EncoderDecoder model -> c.encoderDecoder(model);
            case SpeechModel model -> c.speech(model);
            case TextEncoder model -> c.encoder(model);
            case Model model -> VisionGradients.compute(model, c.config, golden, c.parameters, ops);
        }
        return compare(c.parameters.trainables(), golden);
    }

    private void causal(CausalModel model) {
        int[][] sequences = Batch.rows(golden.tensor("input_ids"));
        RouterLoss routers = RouterLoss.of(config);
        if (routers.weight() != 0) {
            var batch = TrainingCase.predicting(sequences, new int[sequences.length]);
            var options =
                    new LanguageModelTask.Options(CrossEntropy.Options.NONE, routers.weight(), routers.chosen(), 0);
            new LanguageModelTask(model, new Steps<>(ops, parameters.trainables(), _ -> List.of(batch)), options)
                    .gradients(0);
            return;
        }
        int[] targets = Arrays.stream(sequences).flatMapToInt(Losses::following).toArray();
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Tensor losses = ops.crossEntropy(model.forward(ForwardBatch.whole(sequences)), targets); // [rows]
            recording.seed(losses, mean(targets));
            recording.backward();
        }
    }

    private void classifier(CausalModel model) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        try (GradientTape recording = ops.record(parameters.trainables())) {
            labelled(recording, model.forward(batch.step(config).withOutputs(batch.judged(config))), batch);
        }
    }

    /** Goes back from the loss of labels. */
    private void labelled(GradientTape recording, Tensor logits, Batch batch) {
        Tensor labels = golden.tensor("labels");
        if (Losses.perToken(labels) && batch.labelsPadding(labels)) {
            throw throughPadding("labels", "padding has some");
        }
        back(recording, logits, Losses.labels(config, logits, labels, batch));
    }

    /** The share of each row in the mean over those that count. */
    static Tensor mean(int[] targets) {
        float share = 1f / Arrays.stream(targets).filter(t -> t >= 0).count();
        float[] out = new float[targets.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = targets[i] < 0 ? 0 : share;
        }
        return Tensor.of(out, out.length);
    }

    private void encoder(TextEncoder model) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        ForwardBatch step = EncoderInputs.step(model, config, golden, batch);
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Map<String, Tensor> outputs = model.outputs(model.encode(step), step.segments());
            if (golden.has("start_positions")) {
                seedSpan(recording, outputs, batch);
                recording.backward();
                return;
            }
            labelled(recording, labelled(outputs.get("logits"), config), batch);
        }
    }

    /** Starts from the mean of the cross-entropies of a span's start and end among the tokens of a text. */
    private void seedSpan(GradientTape recording, Map<String, Tensor> outputs, Batch batch) {
        int count = batch.ids().length;
        if (Arrays.stream(batch.ids()).anyMatch(ids -> ids.length != batch.width())) {
            throw throughPadding("spans", "the batch is padded");
        }
        for (String end : List.of("start", "end")) {
            Tensor logits = labelled(outputs.get(end + "_logits"), config); // [rows]
            int[] targets = Losses.spanTargets(golden.tensor(end + "_positions"), batch.width());
            float[] gradient = Losses.crossEntropy(logits.reshape(count, batch.width()), targets)
                    .gradient();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] /= 2;
            }
            recording.seed(logits, Tensor.of(gradient, gradient.length));
        }
    }

    private FormatException throughPadding(String what, String where) {
        return new FormatException(
                "%s: gradients of %s can't be verified where %s, since the reference's go through the padding"
                        .formatted(config.source(), what, where));
    }

    /** The logits that a loss begins at. */
    static Tensor labelled(@Nullable Tensor logits, Config config) {
        if (logits == null) {
            throw new FormatException(
                    config.source() + ": the case has gradients, but this model has no logits that a loss begins at");
        }
        return logits;
    }

    private void encoderDecoder(EncoderDecoder model) {
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        int[][] labels = Batch.rows(golden.tensor("labels"));
        int pad = config.integer("pad_token_id", 0);
        int[][] inputs = Arrays.stream(labels)
                .map(l -> shiftedRight(l, model.startId(), pad))
                .toArray(int[][]::new);
        try (GradientTape recording = ops.record(parameters.trainables())) {
            ForwardBatch reading = ForwardBatch.whole(batch.ids());
            EncoderDecoder.Memory memory = model.remember(model.encode(reading), reading.segments());
            Tensor logits = model.decode(ForwardBatch.whole(inputs), memory);
            int[] targets = Arrays.stream(labels).flatMapToInt(Arrays::stream).toArray();
            back(recording, logits, Losses.crossEntropy(logits, targets));
        }
    }

    private void records(HiBehrt model) {
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Tensor logits = model.logits(HiBehrtCase.records(golden));
            back(recording, logits, Losses.binary(logits, golden.tensor("label")));
        }
    }

    private void speech(SpeechModel model) {
        try (GradientTape recording = ops.record(parameters.trainables())) {
            Features heard = model.encode(SpeechCase.features(golden));
            SpeechModel.Memory memory = model.remember(heard.rows(), heard.segments());
            Tensor logits = model.decode(ForwardBatch.whole(SpeechCase.inputs(golden, config, model)), memory);
            back(recording, logits, Losses.crossEntropy(logits, SpeechCase.targets(golden)));
        }
    }

    private static int[] shiftedRight(int[] labels, int start, int pad) {
        int[] out = new int[labels.length];
        out[0] = start;
        for (int i = 1; i < out.length; i++) {
            out[i] = labels[i - 1] < 0 ? pad : labels[i - 1];
        }
        return out;
    }

    static void back(GradientTape recording, Tensor logits, Losses.Loss loss) {
        recording.seed(logits, Tensor.of(loss.gradient(), logits.shape().toArray()));
        recording.backward();
    }

    /** Compares all recorded gradients. */
    static List<Check> compare(List<Parameter> trainables, Checkpoint golden) {
        List<Check> checks = new ArrayList<>();
        double floor = Math.max(FLOOR, FLOOR_SHARE * largest(golden));
        for (String name : golden.names()) {
            if (name.startsWith(PREFIX)) {
                Tensor actual = gradient(trainables, name.substring(PREFIX.length()));
                checks.add(
                        actual == null
                                ? Check.failed(name, "the model has no such parameter")
                                : Check.values(
                                        name,
                                        actual.toFloats(),
                                        golden.tensor(name).toFloats(),
                                        TOLERANCE,
                                        floor));
            }
        }
        if (golden.has("grad_norm")) {
            float[] norm = {(float) norm(trainables)};
            checks.add(
                    Check.values("grad_norm", norm, golden.tensor("grad_norm").toFloats(), TOLERANCE, FLOOR));
        }
        return checks;
    }

    private static double largest(Checkpoint golden) {
        double largest = 0;
        for (String name : golden.names()) {
            if (name.startsWith(PREFIX)) {
                for (float value : golden.tensor(name).toFloats()) {
                    largest = Float.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
                }
            }
        }
        return largest;
    }

    static @Nullable Tensor gradient(List<Parameter> trainables, String name) {
        return trainables.stream()
                .filter(t -> t.name().equals(name) || t.name().equals(VisionGradients.olderName(name)))
                .map(Parameter::gradient)
                .findFirst()
                .orElse(null);
    }

    private static double norm(List<Parameter> trainables) {
        double squares = 0;
        for (Parameter t : trainables) {
            for (float g : t.gradient().toFloats()) {
                squares += (double) g * g;
            }
        }
        return Math.sqrt(squares);
    }
}
