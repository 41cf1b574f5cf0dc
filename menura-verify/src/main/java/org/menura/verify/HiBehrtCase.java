package org.menura.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Config;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.encoder.hibehrt.HiBehrtByol;
import org.menura.model.encoder.hibehrt.Hierarchy;
import org.menura.model.encoder.hibehrt.RecordBatch;
import org.menura.model.encoder.hibehrt.Segmentation;
import org.menura.model.load.ModelSource;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Parameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * A recorded case of Hi-BEHRT, and of the two networks of its pre-training in {@code byol_online.safetensors} and
 * {@code byol_target.safetensors}: {@code kind: hibehrt}. What the reference computes at padding, and for segments that
 * are nothing else, is not compared.
 */
public final class HiBehrtCase {
    /** The code that ends a visit in the vocabularies of the authors' code. */
    private static final int SEPARATOR = 4;

    private final Checkpoint golden;
    private final Batch tokens;
    private final Batch segments;
    private final RecordBatch records;
    private final List<Check> checks = new ArrayList<>();

    private HiBehrtCase(Checkpoint golden) {
        this.golden = golden;
        this.tokens = Batch.of(perSegment("record"), perSegment("att_mask"));
        this.segments = Batch.of(golden.tensor("h_att_mask"), golden.tensor("h_att_mask"));
        this.records = records();
    }

    static List<Check> run(HiBehrt model, ModelSource source, CaseSettings settings, Checkpoint golden, Backend ops) {
        settings.ignore("config"); // config.json holds the same
        HiBehrtCase c = new HiBehrtCase(golden);
        c.segmentation(model.segmentation());
        c.classification(model);
        if (golden.has("byol.keep_mask")) {
            c.networks(source.path(), source.fields(), ops);
        }
        return c.checks;
    }

    /** Reads the records of a case without their padding. */
    public static RecordBatch records(Checkpoint golden) {
        return new HiBehrtCase(golden).records;
    }

    /**
     * Reads the mask of the segments of {@link #records(Checkpoint)} that the online network sees: 1 or 0 for each.
     */
    public static Tensor keep(Checkpoint golden) {
        float[] keep = new HiBehrtCase(golden).segments.at(golden.tensor("byol.keep_mask"), 1);
        return Tensor.of(keep, keep.length);
    }

    /** Builds one of the networks of the pre-training; {@code byol_NAME.safetensors} holds its parameters. */
    public static HiBehrtByol network(Config config, Parameters parameters, Backend ops) {
        Weights weights = Weights.of(parameters, ops);
        HiBehrtByol network = HiBehrtByol.build(config, weights);
        weights.finish();
        return network;
    }

    /** Opens the parameters of the {@code online} or {@code target} network. */
    public static Parameters networkParameters(Path folder, String name) {
        return new CheckpointParameters(SafetensorsFile.open(folder.resolve("byol_%s.safetensors".formatted(name))));
    }

    private Tensor perSegment(String name) {
        Tensor t = golden.tensor(name); // [records, segments, tokens]
        return t.reshape((long) t.dim(0) * t.dim(1), t.dim(2));
    }

    private RecordBatch records() {
        int[][] all = split("record");
        int[][] ages = split("age");
        int[][] parities = split("seg");
        int[][] visits = split("position");
        List<List<Segmentation.Segment>> records = new ArrayList<>();
        for (int r = 0; r < segments.columns().length; r++) {
            int first = r * segments.width();
            records.add(Arrays.stream(segments.columns()[r])
                    .mapToObj(c -> first + c)
                    .map(s -> new Segmentation.Segment(all[s], ages[s], parities[s], visits[s]))
                    .toList());
        }
        try {
            return RecordBatch.of(records);
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    golden.source() + ": a record or a segment that h_att_mask marks has no tokens", e);
        }
    }

    /** The entries at the tokens of each segment. */
    private int[][] split(String name) {
        int[] flat = tokens.at(perSegment(name));
        int[][] out = new int[tokens.columns().length][];
        int at = 0;
        for (int s = 0; s < out.length; s++) {
            int next = at + tokens.columns()[s].length;
            out[s] = Arrays.copyOfRange(flat, at, next);
            at = next;
        }
        return out;
    }

    /** Cuts the raw records itself. */
    private void segmentation(Segmentation segmentation) {
        if (!golden.has("raw.code")) {
            return;
        }
        int[][] codes = Batch.rows(golden.tensor("raw.code"));
        int[][] ages = Batch.rows(golden.tensor("raw.age"));
        RecordBatch cut = RecordBatch.of(IntStream.range(0, codes.length)
                .mapToObj(r -> {
                    int length =
                            (int) Arrays.stream(codes[r]).takeWhile(c -> c >= 0).count();
                    return segmentation.of(Arrays.copyOf(codes[r], length), Arrays.copyOf(ages[r], length), SEPARATOR);
                })
                .toList());
        ids("record", cut.codes(), records.codes());
        ids("age", cut.ages(), records.ages());
        ids("seg", cut.parities(), records.parities());
        ids("position", cut.visits(), records.visits());
    }

    private void ids(String name, int[] actual, int[] expected) {
        checks.add(Check.ids(name, actual, expected));
    }

    private void classification(HiBehrt model) {
        Hierarchy hierarchy = model.hierarchy();
        Tensor embedded = hierarchy.embed(records);
        compare("embedding", embedded, tokens);
        Tensor vectors = hierarchy.extract(embedded, records);
        compare("segment_vectors", vectors, segments);
        Tensor aggregated = hierarchy.aggregate(vectors, records);
        compare("aggregated", aggregated, segments);
        Tensor pooled = model.pool(aggregated, records);
        checks.add(Check.values("pooled", pooled, golden.tensor("pooled")));
        Tensor logits = model.classify(pooled);
        checks.add(Check.values("logit", logits, golden.tensor("logit")));
        Tensor probability = sigmoid(logits);
        checks.add(Check.values("probability", probability, golden.tensor("probability")));
        double loss = Losses.binary(logits, golden.tensor("label")).value();
        checks.add(Check.values(
                "loss", new float[] {(float) loss}, golden.tensor("loss").toFloats(), 1e-5, 1));
    }

    private static Tensor sigmoid(Tensor logits) {
        float[] p = logits.toFloats();
        for (int i = 0; i < p.length; i++) {
            p[i] = (float) (1 / (1 + Math.exp(-p[i])));
        }
        return Tensor.of(p, logits.shape().toArray());
    }

    private void networks(Path folder, Config config, Backend ops) {
        HiBehrtByol online = network(config, networkParameters(folder, "online"), ops);
        compare("byol.online_h", online.views(records, keep(golden)).prediction(), segments);
        HiBehrtByol target = network(config, networkParameters(folder, "target"), ops);
        compare("byol.target_z", target.views(records, null).projection(), segments);
    }

    /** Compares where there are tokens, or segments. */
    private void compare(String name, Tensor actual, Batch at) {
        float[] expected = at.at(golden.tensor(name), actual.shape().cols());
        checks.add(Check.values(name, actual.toFloats(), expected, Check.LOGITS, 1));
    }
}
