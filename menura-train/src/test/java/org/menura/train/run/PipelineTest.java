package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.IndexedJson;
import org.menura.data.MediaFiles;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.ledger.EvaluationRecord;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.measure.Reconstruction;
import org.menura.train.media.Augmentation;
import org.menura.train.task.Canvas;

/** What objectives of pictures come to: encoders that find, autoencoders of the right scale, folders that draw. */
@Tag("slow")
class PipelineTest {
    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new Workshop(folder);
        workshop.pictures();
    }

    private static Path train(String name, String recipe) throws IOException {
        try (TrainingRun run = TrainingRun.begin(
                workshop.recipe(name, recipe + "optimizer: {name: adamw}\n"),
                new RunSettings(2, "test"),
                new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().folder();
        }
    }

    @Test
    void textsAndPicturesFindEachOther() throws IOException {
        Path run = train("pairs", """
                model: {config: clip, init_seed: 2}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: contrastive}
                batch: {sequences: 12}
                schedule: {name: cosine, rate: 0.002}
                steps: 150
                evaluation: {every: 100, data: pictures.jsonl}
                """);
        EvaluationRecord last = new LedgerReader(run).evaluations().getLast();
        double found = last.metrics().getOrDefault("text_to_image_recall@1", 0.0);
        assertTrue(found >= 0.5, () -> "of twelve, by chance a twelfth would be found: " + last);
        assertTrue(Files.isRegularFile(run.resolve("model/preprocessor_config.json")));
        Models.open(ModelKind.DUAL_ENCODER, ModelSource.open(run.resolve("model")), new CpuBackend(1));
    }

    @Test
    void latentsOfASavedAutoencoderHaveADeviationOfOne() throws IOException {
        Path run = train("scaled", """
                model: {config: vae}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: autoencoder, reconstruction: l2}
                batch: {sequences: 12}
                schedule: {name: constant, rate: 0.01}
                steps: 30
                evaluation: {every: 30, data: pictures.jsonl}
                """);
        List<EvaluationRecord> evaluations = new LedgerReader(run).evaluations();
        assertTrue(psnr(evaluations.getLast()) > psnr(evaluations.getFirst()) + 2, evaluations::toString);
        Autoencoder saved =
                Models.open(ModelKind.AUTOENCODER, ModelSource.open(run.resolve("model")), new CpuBackend(1));
        ImageTextExamples looks = new ImageTextExamples(
                IndexedJson.media(List.of(folder.resolve("pictures.jsonl")), "image", "text"),
                new MediaFiles(),
                Augmentation.NONE);
        double deviation = new Reconstruction(saved, Canvas.of(16), List.of(looks), 5).deviation(Long.MAX_VALUE);
        double factor = Json.parse(run.resolve("model/config.json"))
                .path("scaling_factor")
                .asDouble();
        assertEquals(1, deviation * factor, 1e-3);
    }

    private static double psnr(EvaluationRecord e) {
        return e.metrics().getOrDefault("psnr", Double.NaN);
    }

    @Test
    void whatWasTaughtOpensAndDrawsAndCanBeTaughtOn() throws IOException {
        Path run = train("draws", """
                model: {config: unet.json}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: diffusion, autoencoder: vae, text_encoder: clip, scheduler: ddim.json}
                batch: {sequences: 12}
                schedule: {name: constant, rate: 0.01}
                steps: 3
                evaluation: {every: 3, prompts: [a red disc, a blue cross], draw: {steps: 2}}
                """);
        Path model = run.resolve("model");
        ImagePipeline painter = ImagePipeline.open(model, new CpuBackend(1));
        ImageRequest request =
                ImageRequest.of("a red disc").withSteps(2).withGuidance(3).withSeed(0);
        Image drawn = painter.draw(request, (_, _, _) -> {});
        assertEquals(16, drawn.width());
        assertEquals(drawn, ImageFiles.read(run.resolve("samples/step-000003-1.png")));
        assertNotEquals(drawn, painter.draw(request.withSeed(1), (_, _, _) -> {}));
        try (Stream<Path> samples = Files.list(run.resolve("samples"))) {
            assertEquals(4, samples.count());
        }

        Path more = train("draws-on", """
                model: {checkpoint: runs/draws/model}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: diffusion}
                batch: {sequences: 12}
                schedule: {name: constant, rate: 0.0}
                steps: 1
                """);
        assertEquals(
                drawn,
                ImagePipeline.open(more.resolve("model"), new CpuBackend(1)).draw(request, (_, _, _) -> {}));
        Path again = train("draws-again", """
                model: {config: unet.json, checkpoint: runs/draws/checkpoints/step-000003/model.safetensors}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: diffusion, autoencoder: vae, text_encoder: clip, scheduler: ddim.json}
                schedule: {name: constant, rate: 0.0}
                steps: 1
                """);
        assertEquals(
                drawn,
                ImagePipeline.open(again.resolve("model"), new CpuBackend(1)).draw(request, (_, _, _) -> {}));
    }

    @Test
    void aTokenizerWithoutEndAndPartsThatAreMissingAreNamed() {
        FormatException noEnd = assertThrows(FormatException.class, () -> train("no-end", """
                model: {config: clip}
                tokenizer: bpe
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: contrastive}
                steps: 1
                """));
        assertTrue(String.valueOf(noEnd.getMessage()).contains("--add-eos"), noEnd::toString);
        FormatException noPart = assertThrows(FormatException.class, () -> train("no-part", """
                model: {config: unet.json}
                data: {path: pictures.jsonl, format: image-text}
                objective: {name: diffusion, text_encoder: clip, scheduler: ddim.json}
                steps: 1
                """));
        assertTrue(String.valueOf(noPart.getMessage()).contains("objective.autoencoder"), noPart::toString);
    }
}
