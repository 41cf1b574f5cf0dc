package org.menura.verify.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.TrainableParameters;
import org.menura.verify.Batch;
import org.menura.verify.CaseSettings;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** The base of the cases of training steps: a model whose parameters are trained, and a list of checks. */
abstract class TrainingCase {
    /** Relative tolerance of losses and scores. */
    static final double LOSS = 1e-5;

    final CaseSettings settings;
    final Checkpoint golden;
    final GradBackend ops;
    final List<Check> checks = new ArrayList<>();

    TrainingCase(RecordedCase recorded, GradBackend ops) {
        this.settings = recorded.settings();
        this.golden = recorded.tensors();
        this.ops = ops;
    }

    /** A model and what is taught of it. */
    record Student(CausalModel model, TrainableParameters parameters, Config config) {
        static Student of(Path folder, GradBackend ops, Predicate<String> taught) {
            ModelSource source = ModelSource.open(folder);
            Config config = source.fields();
            TrainableParameters parameters =
                    new TrainableParameters(new CheckpointParameters(source.weights()), taught);
            CausalModel model = Models.build(ModelKind.DECODER, config, parameters, ops, Adapters.NONE);
            return new Student(model, parameters, config);
        }

        static Student of(Path folder, GradBackend ops) {
            return of(folder, ops, _ -> true);
        }
    }

    final void value(String name, double actual) {
        values(name, new double[] {actual});
    }

    final void values(String name, double[] actual) {
        float[] floats = new float[actual.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) actual[i];
        }
        checks.add(Check.values(name, floats, golden.tensor(name).toFloats(), LOSS, 1));
    }

    /** Compares all recorded gradients. */
    final void gradients(Student student) {
        checks.addAll(GradientCase.compare(student.parameters.trainables(), golden));
    }

    /** Compares a number that only some cases record. */
    final void valueIfRecorded(String name, DoubleSupplier actual) {
        if (golden.has(name)) {
            value(name, actual.getAsDouble());
        }
    }

    final double[] doubles(String name) {
        float[] values = golden.tensor(name).toFloats();
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
        }
        return out;
    }

    /** A padded batch with labels for each column, -100 where they don't count: each row predicts the next label. */
    final org.menura.train.data.Batch labelled(String ids, String mask, String labels) {
        Batch batch = Batch.of(golden, ids, mask);
        int[][] all = Batch.rows(golden.tensor(labels));
        int[] lengths = new int[batch.ids().length];
        List<Integer> targets = new ArrayList<>();
        List<Integer> tokens = new ArrayList<>();
        for (int s = 0; s < lengths.length; s++) {
            int[] columns = batch.columns()[s];
            lengths[s] = columns.length;
            if (columns.length > 0 && columns[0] > 0 && all[s][columns[0]] >= 0) {
                throw new FormatException(
                        ("%s counts the first token of row %d, which padding comes before: the reference"
                                        + " predicts it from padding; give it -100")
                                .formatted(labels, s));
            }
            for (int i = 0; i < columns.length; i++) {
                tokens.add(batch.ids()[s][i]);
                targets.add(i + 1 < columns.length ? Math.max(-1, all[s][columns[i + 1]]) : -1);
            }
        }
        return batch(ints(tokens), lengths, ints(targets));
    }

    /** Sequences, with a weight of 1 for each target. */
    static org.menura.train.data.Batch batch(int[] ids, int[] lengths, int[] targets) {
        float[] weights = new float[targets.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = targets[i] < 0 ? 0 : 1;
        }
        int[] groups = IntStream.range(0, lengths.length).toArray();
        return new org.menura.train.data.Batch(ids, lengths, targets, weights, groups);
    }

    /** Sequences of which each token from {@code from} on is to be predicted. */
    static org.menura.train.data.Batch predicting(int[][] sequences, int[] from) {
        int[] ids = Arrays.stream(sequences).flatMapToInt(Arrays::stream).toArray();
        int[] lengths = Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
        int[] targets = new int[ids.length];
        int row = 0;
        for (int s = 0; s < sequences.length; s++) {
            for (int i = 1; i <= sequences[s].length; i++) {
                targets[row++] = i < sequences[s].length && i >= from[s] ? sequences[s][i] : -1;
            }
        }
        return batch(ids, lengths, targets);
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
