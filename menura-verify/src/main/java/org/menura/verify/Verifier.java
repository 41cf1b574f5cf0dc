package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.menura.chat.template.TemplateCases;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.DualEncoder;
import org.menura.model.EncoderDecoder;
import org.menura.model.ImageEncoder;
import org.menura.model.SpeechModel;
import org.menura.model.TextEncoder;
import org.menura.model.decoder.Head;
import org.menura.model.decoder.Mamba;
import org.menura.model.decoder.Mamba2;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.HifiGan;
import org.menura.model.encoder.hibehrt.HiBehrt;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.QFormer;
import org.menura.model.weights.Adapters;
import org.menura.tensor.Backend;

/** The comparison of checkpoints and their parts with recorded outputs of other implementations. */
public final class Verifier {
    private static final String KINDS =
            "audioldm, causal, generic, hibehrt, image-processors, imagebind, kaldi-fbank, lora, rwkv, scheduler, sd-pipeline,"
                    + " unet, vae, vocoder, whisper-features";

    private static final List<String> RECORDS = List.of("golden.json", "expected.json", "greedy.json");

    private Verifier() {}

    /**
     * Verifies the recorded case of a folder: {@code golden.json} with {@code golden.safetensors}, or
     * {@code expected.json}, or {@code greedy.json}; or recorded answers and renderings ({@link AnswerCase}),
     * or recorded evaluations ({@link HarnessCase}).
     *
     * @return a check per output
     * @throws FormatException if the folder holds none of them, or of a kind that is not known
     */
    public static List<Check> verify(Path folder, Backend ops) {
        if (AnswerCase.isIn(folder)) {
            return AnswerCase.run(folder);
        }
        if (HarnessCase.isIn(folder)) {
            return HarnessCase.run(folder);
        }
        if (!RecordedCase.isIn(folder)) {
            return published(folder, ops);
        }
        RecordedCase recorded = RecordedCase.open(folder);
        List<Check> checks = outputs(recorded, ops);
        recorded.refuseUnread();
        return checks;
    }

    /**
     * Compares the outputs of a recorded case. Whoever has compared all that there is calls {@link
     * RecordedCase#refuseUnread}.
     *
     * @throws FormatException if it is of a kind that is not known
     */
    public static List<Check> outputs(RecordedCase recorded, Backend ops) {
        Path folder = recorded.folder();
        CaseSettings settings = recorded.settings();
        Checkpoint golden = recorded.tensors();
        return switch (recorded.kind()) {
            case "generic", "hibehrt", "unet", "vae", "vocoder" ->
                generic(ModelSource.open(folder), settings, golden, ops);
            case "imagebind" -> ImageBindCase.run(folder, settings, golden, ops);
            case "causal" -> CausalCase.run(Models.decoder(source(recorded), ops, Adapters.NONE), recorded);
            case "rwkv" -> RwkvCase.run(Models.decoder(folder, ops), recorded);
            case "lora" -> LoraCase.run(folder, golden, ops);
            case "image-processors" -> ImageProcessorCase.run(folder, golden);
            case "whisper-features" -> FeatureCase.whisper(folder, golden);
            case "kaldi-fbank" -> FeatureCase.kaldi(settings.fields(), golden);
            case "scheduler" -> SchedulerCase.run(folder, settings, golden);
            case "sd-pipeline" -> PipelineCase.stableDiffusion(folder, settings, golden, ops);
            case "audioldm" -> PipelineCase.audioLdm(folder, settings, golden, ops);
            default ->
                throw new FormatException("%s: kind \"%s\" is none that can be verified; known: %s"
                        .formatted(folder.resolve("golden.json"), recorded.kind(), KINDS));
        };
    }

    /** Opens a case's model, as the release that recorded it computed it. */
    public static ModelSource source(RecordedCase recorded) {
        ModelSource source = ModelSource.open(recorded.folder());
        String type = source.fields().text("model_type", "");
        if (type.equals("mamba") && recorded.recordedBefore(5, 16)) {
            return source.withConfig(Mamba.GATE_AS_ACTIVATION, BooleanNode.TRUE);
        }
        return type.equals("mamba2") && recorded.recordedBefore(5, 21)
                ? source.withConfig(Mamba2.GROUPED_NORM, BooleanNode.FALSE)
                : source;
    }

    /**
     * Lists the cases of a path: all folders in it, by name, that record outputs, if it records none itself; else the
     * path alone.
     */
    public static List<Path> cases(Path path) {
        if (!Files.isDirectory(path) || isCase(path)) {
            return List.of(path);
        }
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> found = inside.filter(Verifier::isCase).sorted().toList();
            return found.isEmpty() ? List.of(path) : found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether a folder records outputs. */
    public static boolean isCase(Path folder) {
        return AnswerCase.isIn(folder)
                || HarnessCase.isIn(folder)
                || RECORDS.stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    private static List<Check> published(Path folder, Backend ops) {
        for (String name : List.of("expected.json", "greedy.json")) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                JsonNode expected = Json.parse(file);
                if (DigitCase.applies(expected)) {
                    return DigitCase.run(folder, expected, ops);
                }
                return expected.has("probabilities")
                        ? VoiceCase.run(folder, expected, ops)
                        : ExpectedCase.run(Models.decoder(folder, ops), expected, file.toString());
            }
        }
        throw new FormatException(folder + " holds nothing to verify against: neither golden.json with"
                + " golden.safetensors, nor expected.json, nor greedy.json");
    }

    /**
     * Verifies the renderings of a chat template: a folder with {@code chat_template.jinja} and {@code cases.jsonl}.
     *
     * @return a check per case
     */
    public static List<Check> template(Path folder) {
        return TemplateCases.verify(folder).stream()
                .map(r -> r.ok() ? new Check(r.name(), 0, 0, 0, true, r.detail()) : Check.failed(r.name(), r.detail()))
                .toList();
    }

    /**
     * Verifies the encodings of the texts beside a tokenizer file: NAME.inp holds them, NAME.out their ids.
     *
     * @return a check per text
     */
    public static List<Check> tokenizer(Path file) {
        return TokenizerCase.run(file);
    }

    /**
     * Compares a GGUF file's values and next tokens with llama.cpp's in NAME.safetensors and NAME.json beside it.
     *
     * @return a check per output
     */
    public static List<Check> gguf(Path file, Backend ops) {
        return GgufCase.run(file, ops);
    }

    private static List<Check> generic(ModelSource source, CaseSettings settings, Checkpoint golden, Backend ops) {
        Config config = source.fields();
        return switch (Models.open(ModelKind.ANY, source, ops)) {
            case EncoderDecoder model -> Seq2SeqCase.run(model, config, settings, golden);
            case SpeechModel model -> SpeechCase.run(model, config, settings, golden);
            case ImageEncoder model -> VisionCase.run(model, config, settings, golden);
            case DualEncoder model -> VisionCase.run(model, settings, golden);
            case MultimodalModel model -> MultimodalCase.run(model, settings, golden);
            case QFormer model -> QFormerCase.run(model, settings, golden);
            case TextEncoder model -> TextCase.run(model, config, settings, golden);
            case CausalModel model when Head.scores(config) -> TextCase.run(model, config, settings, golden);
            case Denoiser model -> DiffusionCase.unet(model, settings, golden);
            case Autoencoder model -> DiffusionCase.autoencoder(model, golden);
            case HifiGan model -> DiffusionCase.vocoder(model, golden);
            case HiBehrt model -> HiBehrtCase.run(model, source, settings, golden, ops);
            default -> throw new FormatException("%s: models of its kind can't be verified".formatted(config.source()));
        };
    }
}
