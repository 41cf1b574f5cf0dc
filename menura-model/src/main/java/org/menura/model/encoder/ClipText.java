package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.model.layer.Layer;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.LayerStack;
import org.menura.model.layer.Linear;
import org.menura.model.layer.PositionTable;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** CLIP's text tower (arXiv 2103.00020): a causal transformer whose row at the end of the text stands for all of it. */
public final class ClipText implements TextEncoder {
    /** The end of text of configs that were written before they had the right one: then the largest id is the end. */
    private static final int LEGACY_END = 2;

    private final Backend ops;
    private final int hidden;
    private final int positionCount;
    private final int end;
    private final Tensor table; // [vocabulary, hidden]
    private final PositionTable positions;
    private final List<Layer> blocks;
    private final LayerNorm norm;
    private final @Nullable Linear projection;

    /** Takes the tower at w; {@code projection} makes {@code text_embeds}, or null. */
    ClipText(Config c, Weights w, @Nullable Linear projection) {
        this.ops = w.ops();
        hidden = c.positive("hidden_size", 512);
        int heads = c.positive("num_attention_heads", 8);
        ClipBlock.Sizes sizes = new ClipBlock.Sizes(
                hidden,
                c.positive("intermediate_size", 2048),
                Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                c.number("layer_norm_eps", 1e-5),
                Activations.of(c, "hidden_act", "quick_gelu"));
        positionCount = c.positive("max_position_embeddings", 77);
        end = c.integer("eos_token_id", 49407);
        table = w.matrix("embeddings.token_embedding.weight", c.positive("vocab_size", 49408), hidden);
        positions = new PositionTable(w.at("embeddings.position_embedding"), positionCount, hidden, 0);
        blocks = ClipBlock.stack(w, c.positive("num_hidden_layers", 12), sizes, true);
        norm = new LayerNorm(w.at("final_layer_norm"), hidden, sizes.normEps());
        this.projection = projection;
    }

    /** Builds the tower alone, with its projection where its {@code architectures} say so. */
    public static ClipText build(Config c, Weights root) {
        List<String> names = c.texts("architectures");
        String name = names.isEmpty() ? "CLIPTextModel" : names.getFirst();
        int hidden = c.positive("hidden_size", 512);
        Linear projection = switch (name) {
            case "CLIPTextModel" -> null;
            case "CLIPTextModelWithProjection" ->
                new Linear(root.at("text_projection"), hidden, c.positive("projection_dim", 512), false);
            default -> throw c.unsupported("architectures", "supported: CLIPTextModel, CLIPTextModelWithProjection");
        };
        return new ClipText(c, root.atIfPresent("text_model", "embeddings.token_embedding.weight"), projection);
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = ops.add(ops.embedding(table, step.ids()), positions.at(step)); // [rows, hidden]
        step.observe("embeddings", x);
        x = LayerStack.forward(
                ops, blocks.size(), x, step, "layer.", (i, h) -> blocks.get(i).forward(h, step));
        return norm.apply(x);
    }

    /** With the row of the end of text pooled. */
    @Override
    public Map<String, Tensor> outputs(Tensor encoded, ForwardBatch step) {
        Segments s = step.segments();
        int[] rows = new int[s.count()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = end(step.ids(), s.start(i), s.end(i));
        }
        return outputs(encoded, ops.gatherRows(encoded, rows));
    }

    /** With each text's last row pooled: for texts that are known to stop at their end. */
    @Override
    public Map<String, Tensor> outputs(Tensor encoded, Segments segments) {
        return outputs(encoded, Rows.last(ops, encoded, segments));
    }

    private Map<String, Tensor> outputs(Tensor encoded, Tensor pooled) {
        Map<String, Tensor> out = new LinkedHashMap<>();
        out.put("last_hidden_state", encoded);
        out.put("pooler_output", pooled);
        if (projection != null) {
            out.put("text_embeds", projection.apply(pooled));
        }
        return out;
    }

    private int end(int[] ids, int from, int to) {
        int best = from;
        for (int i = from; i < to; i++) {
            if (end == LEGACY_END ? ids[i] > ids[best] : ids[i] == end) {
                best = i;
                if (end != LEGACY_END) {
                    break;
                }
            }
        }
        return best;
    }

    @Override
    public int position(int i) {
        return i;
    }

    @Override
    public int contextLength() {
        return positionCount;
    }

    @Override
    public int hiddenSize() {
        return hidden;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
