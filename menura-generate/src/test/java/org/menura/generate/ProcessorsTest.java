package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.prompt.Processors;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;

class ProcessorsTest {
    private static final Image PICTURE = ImageFiles.read(TestData.path("images/rgb.png"));

    @TempDir
    private Path folder;

    /** The types that transformers 5.24 takes for models whose files name none. */
    @ParameterizedTest
    @CsvSource({
        "vit, ViT",
        "deit, DeiT",
        "siglip, Siglip",
        "siglip_vision_model, Siglip",
        "paligemma, Siglip",
        "blip-2, Blip",
        "idefics3, Idefics3",
        "smolvlm, SmolVLM",
        "llava, Llava",
        "clip, CLIP",
        "menura_omni, CLIP"
    })
    void theModelSaysWhichItIsWhereTheFileDoesNot(String model, String type) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"%s\"}".formatted(model));
        float[] untyped = pixels("{\"do_normalize\": true}");
        assertArrayEquals(pixels("{\"image_processor_type\": \"%sImageProcessor\"}".formatted(type)), untyped);
        assertArrayEquals(pixels("{\"feature_extractor_type\": \"%sFeatureExtractor\"}".formatted(type)), untyped);
    }

    private float[] pixels(String json) throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), json);
        ImageProcessor processor = Processors.pictures(folder);
        Prepared prepared = processor.prepare(PICTURE);
        assertEquals(3, prepared.frames().getFirst().channels());
        return processor.pixels(List.of(prepared)).toFloats();
    }
}
