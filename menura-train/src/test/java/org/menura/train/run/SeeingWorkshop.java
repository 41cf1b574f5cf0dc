package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.format.audio.WavWriter;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;
import org.menura.train.recipe.Recipe;

/** Tiny models that perceive, and what they perceive: pictures of one colour, low and high tones, in a folder. */
final class SeeingWorkshop {
    static final String TEMPLATE = "{% for m in messages %}<|{{ m['role'] }}|>"
            + "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for p in m['content'] %}"
            + "{% if p['type'] == 'text' %}{{ p['text'] }}{% else %}<|{{ p['type'] }}|>{% endif %}{% endfor %}{% endif %}"
            + "{% if m['role'] == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}<|assistant|>{% endif %}";

    private static final List<String> COLOURS = List.of("red", "green", "blue");
    private static final String VISION = """
            {"model_type": "clip_vision_model", "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2,
             "num_attention_heads": 2, "image_size": 8, "patch_size": 2}""";
    private static final String TEXT = """
            {"model_type": "llama", "vocab_size": 320, "hidden_size": 24, "intermediate_size": 32,
             "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 128}""";
    static final String LLAVA = """
            {"architectures": ["LlavaForConditionalGeneration"], "model_type": "llava", "image_token_index": 3,
             "text_config": %s, "vision_config": %s}
            """.formatted(TEXT, VISION);
    static final String OMNI = """
            {"architectures": ["OmniForConditionalGeneration"], "model_type": "menura_omni", "text_config": %s,
             "senses": {
              "image": {"token_id": 3, "encoder": %s, "projector": {"type": "mlp", "pixel_shuffle": 2, "hidden_size": 16}},
              "audio": {"token_id": 4,
                        "encoder": {"model_type": "whisper", "d_model": 8, "encoder_layers": 1,
                                    "encoder_attention_heads": 2, "encoder_ffn_dim": 12, "num_mel_bins": 6,
                                    "max_source_positions": 10},
                        "projector": {"type": "mlp", "stack": 4, "hidden_size": 16}}},
             "outputs": {
              "image": {"token_ids": [5, 6], "condition": {"rows": 3, "width": 6},
                        "projector": {"hidden_size": 8, "num_layers": 1, "num_heads": 2, "intermediate_size": 12}}}}
            """.formatted(TEXT, VISION);
    private static final String PROCESSORS = """
            {"image_processor": {"image_processor_type": "CLIPImageProcessor", "size": {"height": 8, "width": 8},
                                 "do_center_crop": false},
             "feature_extractor": {"feature_size": 6, "sampling_rate": 1000, "hop_length": 50, "n_fft": 100,
                                   "chunk_length": 1}}
            """;

    final Path folder;

    SeeingWorkshop(Path folder) throws IOException {
        this.folder = folder;
        ByteLevelBpeTrainer.of(
                        320,
                        TokenizerProfile.endOfText()
                                .withTokens("<|user|>", "<|assistant|>", "<|image|>", "<|audio|>", "[IMG0]", "[IMG1]")
                                .withChatTemplate(TEMPLATE))
                .train(List.of("What colour is this? It is red. It is green. It is blue. How high is it? It is low."
                        + " It is high. Who are you? I am a bird. Draw it. Here it is."))
                .write(folder.resolve("words"));
        media();
        data();
        model("llava", LLAVA);
        model("omni", OMNI);
        Files.createDirectories(folder.resolve("omni/generator/unet"));
        Files.writeString(folder.resolve("omni/generator/unet/config.json"), "{}");
    }

    private void media() throws IOException {
        for (int i = 0; i < 12; i++) {
            byte[] samples = new byte[10 * 10 * 3];
            for (int p = 0; p < samples.length; p++) {
                samples[p] = (byte) (p % 3 == i % 3 ? 200 + 4 * i : (p * 7 + i) % 40);
            }
            ImageFiles.writePng(new Image(10, 10, 3, samples), folder.resolve("picture-%d.png".formatted(i)));
            float[] tone = new float[500 + 30 * i];
            for (int t = 0; t < tone.length; t++) {
                tone[t] = (float) (0.5 * Math.sin(2 * Math.PI * (i % 2 == 0 ? 60 : 300) * t / 1000));
            }
            WavWriter.write(folder.resolve("tone-%d.wav".formatted(i)), tone, 1000);
        }
    }

    private void data() throws IOException {
        StringBuilder seen = new StringBuilder();
        StringBuilder mixed = new StringBuilder();
        StringBuilder pairs = new StringBuilder();
        StringBuilder prompts = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            String colour = COLOURS.get(i % 3);
            String image = "{\"type\":\"image\",\"path\":\"picture-%d.png\"}".formatted(i);
            String question =
                    "{\"role\":\"user\",\"content\":[%s,{\"type\":\"text\",\"text\":\"What colour is this?\"}]}"
                            .formatted(image);
            String answer = "{\"role\":\"assistant\",\"content\":\"It is %s.\"}";
            String picture = "{\"messages\":[%s,%s]}\n".formatted(question, answer.formatted(colour));
            seen.append(picture);
            mixed.append(picture);
            mixed.append("""
                    {"messages":[{"role":"user","content":[{"type":"text","text":"How high is it?"},\
                    {"type":"audio","path":"tone-%d.wav"},%s]},{"role":"assistant","content":"It is %s."}]}
                    {"messages":[{"role":"user","content":"Who are you?"},{"role":"assistant","content":"I am a bird."}]}
                    {"messages":[{"role":"user","content":"Draw it."},{"role":"assistant","content":\
                    [{"type":"text","text":"Here it is. "},%s]}]}
                    """.formatted(
                    i, i % 4 == 0 ? image : "{\"type\":\"text\",\"text\":\"\"}", i % 2 == 0 ? "low" : "high", image));
            pairs.append("{\"prompt\":[%s],\"chosen\":[%s],\"rejected\":[%s]}\n"
                    .formatted(question, answer.formatted(colour), answer.formatted(COLOURS.get((i + 1) % 3))));
            prompts.append("{\"prompt\":[%s],\"answer\":[\"it is %s\",\"%s\"],\"words\":[\"%s\"],\"label\":\"%s\"}\n"
                    .formatted(question, colour, colour, colour, colour));
        }
        Files.writeString(folder.resolve("seen.jsonl"), seen);
        Files.writeString(folder.resolve("mixed.jsonl"), mixed);
        Files.writeString(folder.resolve("pairs.jsonl"), pairs);
        Files.writeString(folder.resolve("prompts.jsonl"), prompts);
    }

    private void model(String name, String config) throws IOException {
        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1));
        Path target = folder.resolve(name);
        ModelFolder.initialize(target, Json.parse(config, name), name, 5, DType.F32, cpu);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(folder.resolve("words").resolve(file), target.resolve(file));
        }
        Files.writeString(target.resolve("processor_config.json"), PROCESSORS);
    }

    /** A recipe whose paths are relative to the folder. */
    Recipe recipe(String output, String text) {
        return Recipe.parse(text + "\noutput: runs/" + output + "\n", "test.yaml", folder);
    }
}
