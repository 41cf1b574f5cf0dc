package org.menura.generate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.generate.TestData;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** Kinds of models of which there is no recorded run: SDXL with its two text encoders, and a UNet for inpainting. */
@Tag("slow")
class RandomModelsTest {
    private static final Path TINY = TestData.path("golden/stable-diffusion-tiny");
    private static final ImagePipeline.Listener QUIET = (_, _, _) -> {};

    @TempDir
    private Path folder;

    private final CpuBackend ops = new CpuBackend(2);

    @BeforeEach
    void copy() throws IOException {
        for (String part : List.of("scheduler", "tokenizer", "vae", "text_encoder")) {
            copy(part, part);
        }
    }

    private void copy(String part, String to) throws IOException {
        Files.createDirectories(folder.resolve(to));
        try (Stream<Path> files = Files.list(TINY.resolve(part))) {
            for (Path f : files.toList()) {
                Files.copy(f, folder.resolve(to).resolve(f.getFileName()));
            }
        }
    }

    private void index(String pipeline, String more) throws IOException {
        Files.writeString(folder.resolve("model_index.json"), """
                {"_class_name": "%s", "scheduler": ["diffusers", "DDIMScheduler"], "unet": ["diffusers", "U"],
                 "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
                 "vae": ["diffusers", "AutoencoderKL"] %s}
                """.formatted(pipeline, more));
    }

    private void random(String part, JsonNode config) throws IOException {
        ModelFolder.initialize(folder.resolve(part), config, part, 3, DType.F32, ops);
    }

    private void xl() throws IOException {
        xl(2);
    }

    private void xl(int layers) throws IOException {
        index(
                "StableDiffusionXLPipeline",
                ", \"text_encoder_2\": [\"transformers\", \"C\"], \"tokenizer_2\": [\"transformers\", \"C\"]");
        copy("tokenizer", "tokenizer_2");
        ObjectNode second = Json.parse(TINY.resolve("text_encoder/config.json")).deepCopy();
        second.put("projection_dim", 10)
                .put("num_hidden_layers", layers)
                .put("hidden_size", 8)
                .putArray("architectures")
                .add("CLIPTextModelWithProjection");
        random("text_encoder_2", second);
        ObjectNode unet = Json.parse(TestData.path("golden/unet2d-condition-xl/config.json"))
                .deepCopy();
        unet.put("cross_attention_dim", 24);
        random("unet", unet);
    }

    @Test
    void xlReadsWithTwoEncoders() throws IOException {
        xl();
        TextConditions texts = new TextConditions(DiffusersFolder.open(folder), ops);
        Denoiser.Condition c = texts.of(List.of("", "fox"), 24, 16);
        Denoiser.Text text = c.text();
        Tensor pooled = c.pooled();
        Tensor sizes = c.sizes();
        assertNotNull(text);
        assertNotNull(pooled);
        assertNotNull(sizes);
        assertEquals(24, text.rows().shape().cols());
        assertEquals(24, text.segments().rows());
        assertArrayEquals(new float[12 * 24], text.rows().rows(0, 12).toFloats());
        assertEquals(10, pooled.shape().cols());
        assertArrayEquals(new float[10], pooled.rows(0, 1).toFloats());
        assertArrayEquals(new float[] {16, 24, 0, 0, 16, 24}, sizes.rows(1, 2).toFloats());
    }

    @Test
    void xlTellsAnEmptyPromptFromNone() throws IOException {
        xl();
        TextConditions texts = new TextConditions(DiffusersFolder.open(folder), ops);
        Denoiser.Text text = texts.of(List.of("", "fox"), _ -> false, 24, 16).text();
        assertNotNull(text);
        float[] empty = text.rows().rows(0, 12).toFloats();
        assertTrue(Math.abs(empty[0]) > 0.01f, "an empty prompt is a text like others");
        text = texts.of(List.of("", ""), i -> i == 0, 24, 16).text();
        assertNotNull(text);
        assertArrayEquals(new float[12 * 24], text.rows().rows(0, 12).toFloats());
        assertArrayEquals(empty, text.rows().rows(12, 24).toFloats());
    }

    @Test
    void theLayerBeforeTheLastOfOneIsTheEmbeddings() throws IOException {
        xl(1);
        TextConditions texts = new TextConditions(DiffusersFolder.open(folder), ops);
        Denoiser.Text text = texts.of(List.of("fox fox"), _ -> false, 24, 16).text();
        assertNotNull(text);
        Checkpoint weights = SafetensorsFile.open(folder.resolve("text_encoder_2/model.safetensors"));
        float[] words =
                weights.tensor("text_model.embeddings.token_embedding.weight").toFloats();
        float[] places = weights.tensor("text_model.embeddings.position_embedding.weight")
                .toFloats();
        int id = texts.ids("fox fox")[2];
        float[] row = text.rows().rows(2, 3).toFloats();
        for (int i = 0; i < 8; i++) {
            assertEquals(words[id * 8 + i] + places[2 * 8 + i], row[16 + i], 1e-6f);
        }
    }

    @Test
    void xlDraws() throws IOException {
        xl();
        ImagePipeline painter = ImagePipeline.open(folder, ops);
        ImageRequest request = ImageRequest.of("fox").withSteps(2).withSize(16, 16);
        Image drawn = painter.draw(request, QUIET);
        assertEquals(drawn, painter.draw(request, QUIET));
        assertNotEquals(drawn, painter.draw(request.withSize(16, 24), QUIET));
        assertNotEquals(drawn, painter.draw(request.withClipSkip(1), QUIET));
        assertThrows(FormatException.class, () -> painter.draw(request.withClipSkip(9), QUIET));
    }

    /** As stable-diffusion-xl-refiner-1.0 lies on the hub: the second encoder alone, and a score in the place of a size. */
    @Test
    void aRefinerIsToldHowBeautifulPicturesAre() throws IOException {
        xl();
        Files.writeString(folder.resolve("model_index.json"), """
                {"_class_name": "StableDiffusionXLImg2ImgPipeline", "scheduler": ["diffusers", "DDIMScheduler"],
                 "unet": ["diffusers", "U"], "vae": ["diffusers", "AutoencoderKL"], "text_encoder": [null, null],
                 "text_encoder_2": ["transformers", "C"], "tokenizer": [null, null], "tokenizer_2": ["transformers", "C"],
                 "requires_aesthetics_score": true, "force_zeros_for_empty_prompt": false}
                """);
        TextConditions texts = new TextConditions(DiffusersFolder.open(folder), ops);
        Tensor sizes = texts.of(List.of("", "fox"), i -> i == 0, 24, 16).sizes();
        assertNotNull(sizes);
        assertArrayEquals(new float[] {16, 24, 0, 0, 2.5f, 16, 24, 0, 0, 6}, sizes.toFloats());
        ObjectNode unet = Json.parse(folder.resolve("unet/config.json")).deepCopy();
        int width = unet.get("addition_time_embed_dim").intValue();
        unet.put("cross_attention_dim", 8).put("projection_class_embeddings_input_dim", 10 + 5 * width);
        try (Stream<Path> files = Files.list(folder.resolve("unet"))) {
            for (Path f : files.toList()) {
                Files.delete(f);
            }
        }
        random("unet", unet);
        ImageRequest request =
                ImageRequest.of("fox").withSteps(2).withSize(16, 16).withStart(new Image(8, 8, 1, new byte[64]), 1);
        ImagePipeline painter = ImagePipeline.open(folder, ops);
        assertNotEquals(painter.draw(request, QUIET), painter.draw(request.withNegative("fox"), QUIET));
    }

    /** As {@code StableDiffusionPipeline} and {@code StableDiffusionInpaintPipeline} of diffusers 0.42.1 begin. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StableDiffusionPipeline | DDIMScheduler | \"clip_sample\": false, \"steps_offset\": 1",
                "StableDiffusionImg2ImgPipeline | DDIMScheduler | \"clip_sample\": false, \"steps_offset\": 1",
                "StableDiffusionInpaintPipeline | DDIMScheduler | \"clip_sample\": true, \"steps_offset\": 1",
                "StableDiffusionInpaintPipeline | PNDMScheduler | \"skip_prk_steps\": true, \"steps_offset\": 1",
                "StableDiffusionControlNetPipeline | DDIMScheduler | \"clip_sample\": true, \"steps_offset\": 0"
            })
    void earlySchedulersAreWalkedWithAsTheirModelsWereTrained(String pipeline, String scheduler, String meant)
            throws IOException {
        index(pipeline, "");
        copy("unet", "unet");
        List<Image> drawn = new ArrayList<>();
        for (String more : List.of("", ", " + meant)) {
            Files.writeString(
                    folder.resolve("scheduler/scheduler_config.json"),
                    "{\"_class_name\": \"%s\"%s}".formatted(scheduler, more));
            drawn.add(
                    ImagePipeline.open(folder, ops).draw(ImageRequest.of("fox").withSteps(5), QUIET));
        }
        assertEquals(drawn.getLast(), drawn.getFirst());
    }

    @ParameterizedTest
    @CsvSource({"0.8.1, 64", "0.2.2.dev0, 64", "0.9.0, 8", "0.35.1, 8"})
    void earlySizesAreThoseOfTraining(String version, int side) throws IOException {
        index("StableDiffusionPipeline", "");
        ObjectNode unet = Json.parse(TINY.resolve("unet/config.json")).deepCopy();
        random("unet", unet.put("_diffusers_version", version));
        assertEquals(2 * side, ImagePipeline.open(folder, ops).usualSide());
    }

    @Test
    void aModelForInpaintingSeesWhatLiesAround() throws IOException {
        index("StableDiffusionInpaintPipeline", "");
        ObjectNode unet = Json.parse(TINY.resolve("unet/config.json")).deepCopy();
        random("unet", unet.put("in_channels", 9));
        ImagePipeline painter = ImagePipeline.open(folder, ops);
        ImageRequest request = ImageRequest.of("fox").withSteps(2).withSize(16, 16);
        assertThrows(FormatException.class, () -> painter.draw(request, QUIET));
        byte[] half = new byte[256];
        Arrays.fill(half, 0, 128, (byte) -1);
        Image mask = new Image(16, 16, 1, half);
        Image grey = new Image(16, 16, 1, new byte[256]);
        Image drawn = painter.draw(request.withStart(grey, 1).withMask(mask), QUIET);
        assertEquals(16, drawn.width());
        byte[] light = new byte[256];
        Arrays.fill(light, (byte) 99);
        Image other =
                painter.draw(request.withStart(new Image(16, 16, 1, light), 1).withMask(mask), QUIET);
        assertNotEquals(drawn, other);
        // It draws all of the picture; nothing of what was there is put back, as in diffusers.
        ImageRequest nothing = request.withStart(grey, 1).withMask(new Image(16, 16, 1, new byte[256]));
        assertNotEquals(painter.draw(nothing, QUIET), painter.draw(nothing.withSeed(1), QUIET));
    }

    @Test
    void aDenoiserOfOtherChannelsIsRefused() throws IOException {
        index("StableDiffusionPipeline", "");
        ObjectNode unet = Json.parse(TINY.resolve("unet/config.json")).deepCopy();
        random("unet", unet.put("in_channels", 5));
        assertThrows(FormatException.class, () -> ImagePipeline.open(folder, ops));
    }
}
