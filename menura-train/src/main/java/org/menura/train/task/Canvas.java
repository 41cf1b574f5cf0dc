package org.menura.train.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.menura.model.Config;
import org.menura.model.layer.FeatureMap;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Grid;
import org.menura.train.media.AugmentedImage;

/**
 * The preprocessing of images to squares with values from -1 to 1 for autoencoders of latent diffusion: the shorter
 * edge is resized, and the centre of the other is cropped.
 *
 * @param size of an edge, in pixels
 * @param processor the image processor
 */
public record Canvas(int size, ImageProcessor processor) {
    private static final int LANCZOS = 1;
    private static final int CHANNELS = 3;

    /** Makes the preprocessing to squares of a size. */
    public static Canvas of(int size) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("image_processor_type", "CLIPImageProcessor").put("resample", LANCZOS);
        config.putObject("size").put("shortest_edge", size);
        config.putObject("crop_size").put("height", size).put("width", size);
        config.putArray("image_mean").add(0.5).add(0.5).add(0.5);
        config.putArray("image_std").add(0.5).add(0.5).add(0.5);
        return new Canvas(size, ImageProcessor.of(new Config(config, "pictures")));
    }

    /** Preprocesses images to a batch of squares: [looks · size · size, 3]. */
    public FeatureMap pictures(List<AugmentedImage> looks) {
        List<Prepared> prepared =
                looks.stream().map(l -> processor.prepare(l.picture())).toList();
        return FeatureMap.ofChannelsFirst(processor.pixels(prepared).toFloats(), new Grid(looks.size(), size, size));
    }

    /** Returns the number of values of an image. */
    public int values() {
        return CHANNELS * size * size;
    }
}
