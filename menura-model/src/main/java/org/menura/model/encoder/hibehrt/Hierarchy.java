package org.menura.model.encoder.hibehrt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.model.ForwardBatch;
import org.menura.model.layer.BertBlock;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/**
 * Hi-BEHRT's two levels (arXiv 2106.11360, figure 1): an extractor turns each segment of a record into a vector, an
 * aggregator lets the vectors of a record see each other.
 */
public final class Hierarchy {
    private final Backend ops;
    private final HiBehrtConfig config;
    private final Tensor codes; // [codes, hidden]
    private final Tensor parities; // [parities, hidden]
    private final Tensor ages; // [ages, hidden]
    private final Tensor visits; // [visits, hidden]
    private final LayerNorm norm;
    private final List<Layer> extractor;
    private final Linear pooler;
    private final List<Layer> aggregator;

    /** Takes {@code embedding}, {@code extractor} and {@code aggregator} at w. */
    Hierarchy(HiBehrtConfig config, Weights w) {
        this.ops = w.ops();
        this.config = config;
        int hidden = config.hidden();
        Weights e = w.at("embedding");
        codes = e.matrix("word_embeddings.weight", config.codes(), hidden);
        parities = e.matrix("segment_embeddings.weight", config.parities(), hidden);
        ages = e.matrix("age_embeddings.weight", config.ages(), hidden);
        visits = e.matrix("posi_embeddings.weight", config.visits(), hidden, waves(hidden));
        norm = new LayerNorm(e.at("LayerNorm"), hidden, HiBehrtConfig.NORM_EPS);
        extractor = blocks(w.at("extractor"), config.extractorLayers());
        pooler = new Linear(w.at("extractor.pooler.dense"), hidden, hidden, true);
        aggregator = blocks(w.at("aggregator"), config.aggregatorLayers());
    }

    private List<Layer> blocks(Weights w, int count) {
        List<Layer> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(BertBlock.at(
                    w.at("encoder.layer").at(i),
                    BertBlock.BERT,
                    config.hidden(),
                    config.heads(),
                    null,
                    config.inner(),
                    config.activation(),
                    HiBehrtConfig.NORM_EPS));
        }
        return blocks;
    }

    /**
     * The table that the authors start from and keep: sines in even columns, cosines in odd ones, of {@code position /
     * 10000^(2 i / width)} with the column's own number i.
     */
    private static Init waves(int width) {
        return (values, _) -> {
            for (int i = 0; i < values.length; i++) {
                int column = i % width;
                double angle = i / width / StrictMath.pow(10_000, 2.0 * column / width);
                values[i] = (float) (column % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
            }
        };
    }

    /**
     * Computes the input embeddings of the extractor.
     *
     * @return [tokens, hidden]
     * @throws FormatException if an id is beyond its table
     */
    public Tensor embed(RecordBatch batch) {
        refuseBeyond("code", batch.codes(), config.codes());
        refuseBeyond("age", batch.ages(), config.ages());
        refuseBeyond("parity", batch.parities(), config.parities());
        refuseBeyond("visit", batch.visits(), config.visits());
        Tensor x = ops.add(ops.embedding(visits, batch.visits()), ops.embedding(ages, batch.ages()));
        x = ops.add(x, ops.embedding(parities, batch.parities()));
        return norm.apply(ops.add(x, ops.embedding(codes, batch.codes())));
    }

    private static void refuseBeyond(String what, int[] ids, int size) {
        int worst = Arrays.stream(ids)
                .filter(id -> id < 0 || id >= size)
                .findFirst()
                .orElse(0);
        if (worst != 0) {
            throw new FormatException("%s %d is none of the %d that the model knows; check the record's vocabulary"
                    .formatted(what, worst, size));
        }
    }

    /**
     * Computes the embedding of each segment.
     *
     * @param x what {@link #embed} returned; not used any more afterwards
     * @return [segments, hidden]
     */
    public Tensor extract(Tensor x, RecordBatch batch) {
        return pool(ops, pooler, run(extractor, x, batch.tokens()), batch.tokens());
    }

    /**
     * Computes the embeddings of each record's segments in the light of the others.
     *
     * @param x [segments, hidden]; not used any more afterwards
     * @return [segments, hidden]
     */
    public Tensor aggregate(Tensor x, RecordBatch batch) {
        return run(aggregator, x, batch.segments());
    }

    private Tensor run(List<Layer> blocks, Tensor x, Segments segments) {
        ForwardBatch step = ForwardBatch.rows(
                IntStream.range(0, segments.count()).map(segments::length).toArray());
        return LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
    }

    /** Computes {@code tanh(dense(first row))} of each sequence. */
    static Tensor pool(Backend ops, Linear dense, Tensor x, Segments s) {
        int[] first = IntStream.range(0, s.count()).map(s::start).toArray();
        return ops.activate(Activation.TANH, dense.apply(ops.gatherRows(x, first)));
    }
}
