package org.menura.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Tensor;

/** A recorded case of image processors: {@code kind: image-processors}, with a folder for each processor. */
final class ImageProcessorCase {
    private static final String PREFIX = "pixel_values.";

    private ImageProcessorCase() {}

    static List<Check> run(Path folder, Checkpoint golden) {
        Image image = ImageFiles.read(folder.resolve("image.png"));
        List<Check> checks = new ArrayList<>();
        checks.add(decoded(image.rgb(), golden.tensor("image")));
        for (String name : golden.names()) {
            if (name.startsWith(PREFIX)) {
                Path file = folder.resolve(name.substring(PREFIX.length())).resolve("preprocessor_config.json");
                ImageProcessor processor = ImageProcessor.of(new Config(Json.parse(file), file.toString()));
                Tensor pixels = processor.pixels(List.of(processor.prepare(image)));
                // The same bytes after the resize, then two roundings of floats.
                checks.add(Check.values(
                        name, pixels.toFloats(), golden.tensor(name).toFloats(), 1e-6, 1));
            }
        }
        return checks;
    }

    private static Check decoded(Image image, Tensor expected) {
        long[] values = expected.toLongs(); // [height, width, 3]
        int[] samples = new int[image.samples().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = image.samples()[i] & 0xff;
        }
        return Check.ids("image", samples, values);
    }
}
