package org.menura.train.lora;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.hf.LoraPair;
import org.menura.format.hf.PeftAdapter;
import org.menura.model.adapter.PeftAdapters;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.InputDropout;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.model.weights.RowLayout;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/** Trainable low-rank adapters, made when the model is built for the layers that a config names. */
public final class TrainableAdapters implements Adapters {
    static final String PREFIX = "base_model.model.";

    private final LoraConfig config;
    private final long seed;
    private final @Nullable PeftAdapter start;
    private final @Nullable PeftAdapters saved; // the start at work, which knows its layers by other names, too
    private final RowLayout rows;
    private final List<String> others = new ArrayList<>(); // layers without an update
    private boolean fanInFanOut;
    private final SequencedMap<String, LowRank> updates = new LinkedHashMap<>();
    private final Map<String, LowRank> begun = new HashMap<>(); // by path, the parts of weights that updates began with
    private final List<Parameter> trainables = new ArrayList<>();

    /**
     * Makes new adapters; unless the config says otherwise, b starts with zeros, so that the model starts as it is.
     *
     * @param seed of the numbers that they start with
     */
    public TrainableAdapters(LoraConfig config, long seed) {
        this(config, seed, RowLayout.SAME);
    }

    /**
     * Makes new adapters for a model with some order of outputs.
     *
     * @param rows how the model orders the outputs of its layers: {@link org.menura.model.load.ModelSource#rows}
     */
    public TrainableAdapters(LoraConfig config, long seed, RowLayout rows) {
        this(config, seed, null, rows);
    }

    /** Makes adapters that continue from saved ones, whose linear layers they have. */
    public TrainableAdapters(LoraConfig config, PeftAdapter start) {
        this(config, start, RowLayout.SAME);
    }

    /** Makes adapters that continue from saved ones, in a model with some order of outputs. */
    public TrainableAdapters(LoraConfig config, PeftAdapter start, RowLayout rows) {
        this(config, 0, start, rows);
    }

    private TrainableAdapters(LoraConfig config, long seed, @Nullable PeftAdapter start, RowLayout rows) {
        this.config = config;
        this.seed = seed;
        this.start = start;
        this.saved = start == null ? null : new PeftAdapters(start, rows);
        this.rows = rows;
    }

    /** Returns the trained parameters, named as PEFT names them. */
    public List<Parameter> trainables() {
        return trainables;
    }

    /** Returns the saved adapter that these continue, as it is on disk; null for new ones. */
    public @Nullable PeftAdapter start() {
        return start;
    }

    /** Returns the configuration. */
    public LoraConfig config() {
        return config;
    }

    /** Returns the low-rank updates by the path of their layer. */
    public SequencedMap<String, LowRank> updates() {
        return updates;
    }

    /** The updates as a checkpoint of the model orders their outputs. */
    SequencedMap<String, LowRank> saved() {
        SequencedMap<String, LowRank> out = new LinkedHashMap<>();
        updates.forEach((path, u) -> out.put(path, restored(path, u)));
        return out;
    }

    private LowRank restored(String path, LowRank u) {
        String weight = path + ".weight";
        Tensor m = u.magnitude();
        LowRank first = begun.get(path);
        Tensor a = first == null ? u.a() : Joined.rows(u.a(), first.a());
        Tensor b = first == null ? u.b() : Joined.minus(u.b(), first.b());
        return new LowRank(
                a,
                rows.restore(weight, b),
                u.scale(),
                m == null
                        ? null
                        : rows.restore(weight, m.reshape(m.elements(), 1)).reshape(m.elements()));
    }

    /** The configuration as it is saved: of updates that also take off what they began with. */
    LoraConfig savedConfig() {
        if (!config.start().isOfWeight() || start != null) {
            return config;
        }
        double factor = config.rankStabilized() ? Math.sqrt(2) : 2;
        return new LoraConfig(
                        2 * config.rank(), factor * config.alpha(), config.rankStabilized(), false, config.targets())
                .withDropout(config.dropout());
    }

    /** Whether a checkpoint of the model stores the weights of layers as [in, out]: PEFT's {@code fan_in_fan_out}. */
    boolean fanInFanOut() {
        return fanInFanOut;
    }

    /** Which layers have an update, as PEFT's {@code target_modules}: the ends of their paths where those will do. */
    SortedSet<String> targets() {
        SortedSet<String> ends = new TreeSet<>();
        updates.keySet().forEach(path -> ends.add(end(path)));
        return others.stream().noneMatch(path -> ends.contains(end(path))) ? ends : new TreeSet<>(updates.keySet());
    }

    private static String end(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    @Override
    public Supplier<List<LowRank>> at(String path, LinearWeight weight) {
        LoraPair known = saved == null ? null : saved.pair(path);
        if (start == null ? !config.adapts(path) : known == null) {
            others.add(path);
            return List::of;
        }
        LowRank update = known == null || start == null
                ? make(path, weight)
                : copy(PeftAdapters.update(start, path, known, rows));
        update.requireFit(path, weight.shape(), weight.inFirst());
        fanInFanOut |= weight.inFirst() || rows.transposes(path + ".weight");
        updates.put(path, update);
        teach(path + ".lora_A.weight", update.a());
        teach(path + ".lora_B.weight", update.b());
        if (update.magnitude() != null) {
            teach(path + ".lora_magnitude_vector", update.magnitude());
        }
        LowRank learning =
                config.dropout() == 0 ? update : update.withDropout(new InputDropout(config.dropout(), path));
        LowRank first = begun.get(path);
        List<LowRank> all = first == null
                ? List.of(learning)
                : List.of(learning, new LowRank(first.a(), first.b(), -first.scale()));
        return () -> all;
    }

    private void teach(String name, Tensor value) {
        trainables.add(Parameter.of(PREFIX + name, value));
    }

    private static LowRank copy(LowRank u) {
        Tensor m = u.magnitude();
        return new LowRank(floats(u.a()), floats(u.b()), u.scale(), m == null ? null : floats(m));
    }

    private static Tensor floats(Tensor t) {
        return Tensor.of(t.toFloats(), t.shape().toArray());
    }

    private LowRank make(String path, LinearWeight weight) {
        Rng rng = new Rng(seed, path.hashCode());
        LowRank made = config.start().of(weight, config.rank(path), config.scale(path), rng);
        if (config.start().isOfWeight()) {
            begun.put(path, copy(made));
        }
        return config.dora() ? new LowRank(made.a(), made.b(), made.scale(), lengths(weight, made)) : made;
    }

    /** The lengths that the rows of the weight have with the update. */
    private static Tensor lengths(LinearWeight weight, LowRank u) {
        Tensor lengths = Tensor.zeros(weight.out());
        float[] a = u.a().floats();
        int rank = u.a().dim(0);
        for (int o = 0; o < weight.out(); o++) {
            float[] row = weight.rows(o, 1);
            double[] sums = new double[row.length];
            for (int i = 0; i < row.length; i++) {
                sums[i] = row[i];
            }
            for (int r = 0; r < rank; r++) {
                double factor = (double) u.scale() * u.b().floats()[o * rank + r];
                for (int i = 0; factor != 0 && i < row.length; i++) { // it is 0 at most starts
                    sums[i] += factor * a[r * row.length + i];
                }
            }
            lengths.floats()[o] = (float) Math.sqrt(Basis.dot(sums, sums));
        }
        return lengths;
    }
}
