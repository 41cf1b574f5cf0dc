package org.menura.recipes.hibehrt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import org.menura.model.Config;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.encoder.hibehrt.HiBehrtByol;
import org.menura.model.encoder.hibehrt.RecordBatch;
import org.menura.model.encoder.hibehrt.Segmentation;
import org.menura.model.layer.Linear;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.recipes.hibehrt.HealthRecords.Patient;
import org.menura.recipes.hibehrt.NextVisits.Question;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.TrainableParameters;
import org.menura.train.objective.BinaryCrossEntropy;
import org.menura.train.objective.Byol;
import org.menura.train.optim.AdamOptions;
import org.menura.train.optim.AdamW;
import org.menura.train.optim.Ema;
import org.menura.train.optim.GradientClipping;
import org.menura.train.optim.ParameterGroups;
import org.menura.train.schedule.Cosine;

/** A small Hi-BEHRT that is taught without labels by BYOL, then to answer questions of one or more tasks. */
final class RecordModel {
    static final Segmentation SEGMENTS = new Segmentation(64, 32, 16);
    private static final int BATCH = 32;
    private static final double CLIP = 1.0;
    private static final double DECAY = 0.05;
    private static final double DROPPED = 0.1;
    private static final double RATE = 1e-3;

    /** Of random weights; with the usual 0.02 the positions' waves would drown all codes of so narrow a model. */
    private static final double DEVIATION = 0.125;

    private final GradBackend ops;
    private final RecordTokens tokens;
    private final Config config;
    private final long seed;
    private final TrainableParameters parameters;
    private final HiBehrt body;
    private final Map<String, Linear> heads = new HashMap<>();

    /**
     * Makes a model with random weights.
     *
     * @param tasks what it is to predict, by name
     */
    RecordModel(RecordTokens tokens, SequencedMap<String, NextVisits> tasks, long seed, int threads) {
        CpuBackend cpu = new CpuBackend(threads);
        this.ops = new GradBackend(cpu, new CpuGradients(cpu), false);
        this.tokens = tokens;
        this.seed = seed;
        this.config = config(tokens.size());
        this.parameters = new TrainableParameters(new RandomParameters(seed), name -> !name.startsWith("classifier"));
        Weights w = Weights.of(parameters, ops).withDeviation(DEVIATION);
        this.body = HiBehrt.build(config, w);
        tasks.forEach((name, task) ->
                heads.put(name, new Linear(w.at(name), hidden(), task.conditions().size(), true)));
    }

    private int hidden() {
        return config.positive("hidden_size");
    }

    private static Config config(int codes) {
        ObjectNode c = JsonNodeFactory.instance.objectNode();
        c.put("vocab_size", codes);
        c.put("max_seq_length", SEGMENTS.longest());
        c.put("segment_length", SEGMENTS.length());
        c.put("move_length", SEGMENTS.move());
        c.put("hidden_size", 64);
        c.put("num_attention_heads", 4);
        c.put("intermediate_size", 128);
        c.put("extractor_num_layer", 1);
        c.put("aggregator_num_layer", 1);
        c.put("projector_size", 64);
        return new Config(c, "hi-behrt");
    }

    /** Learns from whole records without labels; returns the mean cosine of the last steps. */
    double pretrain(List<Patient> patients, int epochs) {
        TrainableParameters online = new TrainableParameters(new RandomParameters(seed), _ -> true);
        HiBehrtByol network = HiBehrtByol.build(config, Weights.of(online, ops).withDeviation(DEVIATION));
        AdamW optimizer = new AdamW(ParameterGroups.decay(online.trainables(), DECAY), AdamOptions.DEFAULT, 1);
        long steps = (long) epochs * Math.ceilDiv(patients.size(), BATCH);
        Ema target = new Ema(online.trainables(), 0.99, 1);
        double cosine = 0;
        for (long step = 0; step < steps; step++) {
            Rng random = new Rng(seed, 1_000_000 + step);
            List<Patient> some = drawn(patients, BATCH, random);
            RecordBatch batch = RecordBatch.of(some.stream()
                    .map(p -> tokens.segments(p, 1 + random.nextInt(p.visits().size()), 0, random))
                    .toList());
            float[] keep = new float[batch.segments().rows()];
            for (int i = 0; i < keep.length; i++) {
                keep[i] = random.nextInt(2);
            }
            Tensor projection;
            try (Ema.Swap _ = target.swapIn();
                    Backend.Scope _ = ops.scope()) {
                Tensor z = network.views(batch, null).projection();
                projection = Tensor.of(z.toFloats().clone(), z.shape().toArray());
            }
            optimizer.zeroGradients();
            try (GradientTape tape = ops.record(online.trainables())) {
                Tensor prediction =
                        network.views(batch, Tensor.of(keep, keep.length)).prediction();
                Tensor h = Tensor.of(prediction.toFloats(), prediction.shape().toArray());
                Byol.Result result = Byol.of(h, projection, Byol.hidden(keep, some.size()));
                tape.seed(prediction, result.gradient());
                tape.backward();
                cosine = 0.9 * cosine + 0.1 * result.metrics().getOrDefault("cosine", 0.0);
            }
            GradientClipping.clipNorm(online.trainables(), CLIP, 1);
            optimizer.step(rate(step, steps) / 2);
            target.update(Byol.decay(0.99, step, steps));
        }
        Map<String, Parameter> own = new HashMap<>();
        parameters.trainables().forEach(p -> own.put(p.name(), p));
        for (Parameter p : online.trainables()) {
            Parameter to = own.get("feature_extractor." + p.name());
            if (to != null) {
                float[] values = p.value().toFloats();
                System.arraycopy(values, 0, to.value().floats(), to.value().offset(), values.length);
            }
        }
        return cosine;
    }

    private static double rate(long step, long steps) {
        return new Cosine(RATE, steps / 20, steps, 0.5, 0.05).rate(step);
    }

    private static <T> List<T> drawn(List<T> from, int count, Rng random) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(from.get(random.nextInt(from.size())));
        }
        return some;
    }

    private Tensor logits(Linear head, List<Question> questions, double dropped, Rng random) {
        RecordBatch batch = RecordBatch.of(questions.stream()
                .map(q -> tokens.segments(q.patient(), q.past(), dropped, random))
                .toList());
        Tensor vectors = body.hierarchy().extract(body.hierarchy().embed(batch), batch);
        return head.apply(body.pool(body.hierarchy().aggregate(vectors, batch), batch));
    }

    /**
     * Learns from answers to a task. The weights that are kept are the averaged ones of the pass after which {@code score} was
     * best.
     *
     * @param passes how often to go through the questions
     * @return the best score
     */
    double learn(String task, List<Question> questions, int passes, BiFunction<RecordModel, Integer, Double> score) {
        Linear head = Objects.requireNonNull(heads.get(task));
        beginAtPrevalence(task + ".bias", questions);
        List<Parameter> taught = parameters.trainables();
        AdamW optimizer = new AdamW(ParameterGroups.decay(taught, DECAY), AdamOptions.DEFAULT, 1);
        Ema average = new Ema(taught, 0.98, 1);
        long perPass = Math.ceilDiv(questions.size(), BATCH);
        long steps = perPass * passes;
        double best = Double.NEGATIVE_INFINITY;
        List<float[]> kept = List.of();
        for (long step = 0; step < steps; step++) {
            Rng random = new Rng(seed, (task.length() << 20) + step);
            List<Question> some = drawn(questions, BATCH, random);
            int[] targets = some.stream()
                    .flatMapToInt(q -> {
                        int[] own = new int[q.answers().length];
                        Arrays.setAll(own, k -> q.answers()[k] ? 1 : 0);
                        return Arrays.stream(own);
                    })
                    .toArray();
            optimizer.zeroGradients();
            try (GradientTape tape = ops.record(taught)) {
                Tensor logits = logits(head, some, DROPPED, random);
                double[] gradient = BinaryCrossEntropy.of(logits, targets).gradient();
                float[] slopes = new float[gradient.length];
                for (int i = 0; i < slopes.length; i++) {
                    slopes[i] = (float) gradient[i];
                }
                tape.seed(logits, Tensor.of(slopes, logits.shape().toArray()));
                tape.backward();
            }
            GradientClipping.clipNorm(taught, CLIP, 1);
            optimizer.step(rate(step, steps));
            average.update(Math.min(0.98, (1.0 + step) / (10 + step)));
            if ((step + 1) % perPass == 0) {
                try (Ema.Swap _ = average.swapIn()) {
                    double now = score.apply(this, (int) ((step + 1) / perPass));
                    if (now > best) {
                        best = now;
                        kept = taught.stream()
                                .map(p -> p.value().toFloats().clone())
                                .toList();
                    }
                }
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            Tensor to = taught.get(i).value();
            System.arraycopy(kept.get(i), 0, to.floats(), to.offset(), kept.get(i).length);
        }
        return best;
    }

    /** Sets the head's biases to the logits of how frequent each condition is. */
    private void beginAtPrevalence(String name, List<Question> questions) {
        for (Parameter p : parameters.trainables()) {
            if (p.name().equals(name)) {
                for (int k = 0; k < p.value().dim(0); k++) {
                    int condition = k;
                    long count = questions.stream().filter(q -> q.answers()[condition]).count();
                    double share = (count + 0.5) / (questions.size() + 1);
                    p.value().floats()[p.value().offset() + k] = (float) Math.log(share / (1 - share));
                }
            }
        }
    }

    /** Returns the probabilities of the codes of a task, [questions, codes]. */
    double[][] probabilities(String task, List<Question> questions) {
        Linear head = Objects.requireNonNull(heads.get(task));
        List<double[]> all = new ArrayList<>();
        for (int from = 0; from < questions.size(); from += BATCH) {
            List<Question> some = questions.subList(from, Math.min(questions.size(), from + BATCH));
            try (Backend.Scope _ = ops.scope()) {
                float[] logits = logits(head, some, 0, new Rng(0)).toFloats();
                int n = logits.length / some.size();
                for (int i = 0; i < some.size(); i++) {
                    double[] row = new double[n];
                    for (int k = 0; k < n; k++) {
                        row[k] = 1 / (1 + Math.exp(-logits[i * n + k]));
                    }
                    all.add(row);
                }
            }
        }
        return all.toArray(double[][]::new);
    }
}
