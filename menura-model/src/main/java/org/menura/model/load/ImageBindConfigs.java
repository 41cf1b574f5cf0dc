package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.model.encoder.imagebind.ImageBindModality;
import org.menura.tensor.Shape;

/** Writes the config that ImageBind's checkpoints come without: their tensors tell all sizes but those of the heads. */
public final class ImageBindConfigs {
    private static final String STEM = "modality_preprocessors.";

    /** Heads of the published model, by modality and width. */
    private static final Map<String, Integer> PUBLISHED = Map.of(
            "vision 1280", 16, "text 1024", 16, "audio 768", 12, "depth 384", 8, "thermal 768", 12, "imu 512", 8);

    private ImageBindConfigs() {}

    /** Returns whether a checkpoint has the parameter names of the authors' code. */
    public static boolean applies(Checkpoint checkpoint) {
        return checkpoint.has(STEM + "vision.cls_token") && checkpoint.has(STEM + "imu.cls_token");
    }

    /**
     * Infers the config of a checkpoint.
     *
     * @param given fields that go before what the tensors tell, by the names of the arguments of the authors' code; null
     *     for none
     * @throws FormatException if neither tells the number of heads
     */
    public static ObjectNode infer(Checkpoint c, @Nullable JsonNode given) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("model_type", "imagebind");
        out.put("out_embed_dim", size(c, "modality_heads.vision.2.weight", 0));
        for (ImageBindModality m : ImageBindModality.values()) {
            tower(out, c, m.key(), given);
        }
        out.put("vocab_size", size(c, STEM + "text.token_embedding.weight", -2));
        out.put("context_length", size(c, STEM + "text.pos_embed", -2));
        vision(out, c, given);
        out.put("audio_kernel_size", size(c, STEM + "audio.rgbt_stem.proj.weight", -1));
        flat(out, c, "depth", "depth.depth_stem.proj.weight");
        flat(out, c, "thermal", "thermal.rgbt_stem.proj.weight");
        int channels = 6;
        int imu = size(c, STEM + "imu.imu_stem.proj.weight", -1) / channels;
        out.put("imu_kernel_size", imu);
        out.put("imu_length", (size(c, STEM + "imu.pos_embed", -2) - 1) * imu);
        if (given != null) {
            given.properties().forEach(field -> out.set(field.getKey(), field.getValue()));
            out.put("imu_kernel_size", imu); // an argument that the authors' code does not look at
        }
        return out;
    }

    private static void tower(ObjectNode out, Checkpoint c, String key, @Nullable JsonNode given) {
        String trunk = "modality_trunks." + key + ".blocks.";
        int width = size(c, trunk + "0.norm_1.weight", -1);
        int blocks = 0;
        while (c.has(trunk + blocks + ".norm_1.weight")) {
            blocks++;
        }
        out.put(key + "_embed_dim", width);
        out.put(key + "_num_blocks", blocks);
        String heads = key + "_num_heads";
        Integer published = PUBLISHED.get(key + " " + width);
        if (published != null) {
            out.put(heads, published);
        } else if (given == null || !given.has(heads)) {
            throw new FormatException(
                    "%s is no ImageBind of the published sizes; a config.json beside it must say %s and the like"
                            .formatted(c.source(), heads));
        }
    }

    private static void vision(ObjectNode out, Checkpoint c, @Nullable JsonNode given) {
        String name = STEM + "vision.rgbt_stem.proj.1.weight";
        int kernelFrames = size(c, name, -3);
        int height = size(c, name, -2);
        int width = size(c, name, -1);
        out.putArray("kernel_size").add(kernelFrames).add(height).add(width);
        int stated = given == null ? kernelFrames : given.path("video_frames").asInt(kernelFrames);
        int frames = Math.max(2, stated); // single ones are seen twice
        out.put("video_frames", frames);
        int perFrame = positions(c, "vision") / Math.max(1, frames / Math.max(1, kernelFrames));
        out.put("vision_size", side(Math.multiplyExact(perFrame, Math.multiplyExact(height, width))));
    }

    private static void flat(ObjectNode out, Checkpoint c, String key, String name) {
        int kernel = size(c, STEM + name, -1);
        out.put(key + "_kernel_size", kernel);
        out.put(key + "_size", side(positions(c, key)) * kernel);
    }

    /** A size of a tensor; {@code dimension} counts from the end where it is negative. */
    private static int size(Checkpoint c, String name, int dimension) {
        Shape shape = c.shape(name);
        if (shape.rank() < (dimension < 0 ? -dimension : dimension + 1)) {
            throw new FormatException("%s: %s has shape %s, which has too few dimensions for an ImageBind"
                    .formatted(c.source(), name, shape));
        }
        return shape.dim(dimension);
    }

    /** Patches of an input. */
    private static int positions(Checkpoint c, String key) {
        return size(c, STEM + key + ".pos_embedding_helper.pos_embed", -2) - 1;
    }

    /** Patches along one side of a square. */
    private static int side(int patches) {
        return (int) Math.round(Math.sqrt(patches));
    }
}
