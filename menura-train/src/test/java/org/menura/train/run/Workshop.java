package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;
import org.menura.train.recipe.Recipe;
import org.menura.train.rl.episode.KeyAndDoor;

/** Tiny models, tokenizers and data of made-up English, in a folder. */
final class Workshop {
    private static final List<String> ANIMALS = List.of("dog", "cat", "fox", "owl", "hen");
    private static final List<String> PLACES = List.of("garden", "forest", "house", "river");
    private static final int SENTENCES = 60;

    final Path folder;

    Workshop(Path folder) throws IOException {
        this.folder = folder;
        write("stories.txt", String.join("\n\n", sentences("The %s ran to the %s .")));
        write("songs.txt", String.join("\n\n", sentences("O %s , sing of the %s !")));
        data();
        String text =
                String.join("\n", sentences("The %s ran to the %s . What a good day ! O %1$s , sing of it , 1 2 3"));
        ByteLevelBpeTrainer.of(300, TokenizerProfile.endOfText())
                .train(List.of(text))
                .write(folder.resolve("bpe"));
        ByteLevelBpeTrainer.of(300, TokenizerProfile.bert())
                .train(List.of(text))
                .write(folder.resolve("bert"));
        model("llama", "bpe", """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32,
                 "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 304,
                 "max_position_embeddings": 64, "tie_word_embeddings": true}
                """);
        model("walker", "bpe", """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 32,
                 "intermediate_size": 48, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 304,
                 "max_position_embeddings": 512, "tie_word_embeddings": true}
                """);
        model("scorer", "bpe", """
                {"architectures": ["LlamaForSequenceClassification"], "model_type": "llama", "hidden_size": 32,
                 "intermediate_size": 48, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 304,
                 "max_position_embeddings": 64, "id2label": {"0": "LABEL_0"}}
                """);
        model("bert-base", "bert", """
                {"architectures": ["BertForMaskedLM"], "model_type": "bert", "hidden_size": 32,
                 "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 304,
                 "max_position_embeddings": 64}
                """);
        model("modernbert", "bert", """
                {"architectures": ["ModernBertModel"], "model_type": "modernbert", "hidden_size": 32,
                 "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "vocab_size": 304,
                 "max_position_embeddings": 64, "local_attention": 8}
                """);
        model("t5", "bpe", """
                {"architectures": ["T5ForConditionalGeneration"], "model_type": "t5", "d_model": 32, "d_ff": 48,
                 "d_kv": 16, "num_heads": 2, "num_layers": 1, "vocab_size": 320, "decoder_start_token_id": 0}
                """);
    }

    /** Pictures with texts, models that learn from them, and tokenizers whose texts have an end. */
    void pictures() throws IOException {
        int[] colours = {0xff0000, 0x00b000, 0x0000ff, 0xe0e000};
        List<String> names = List.of("red", "green", "blue", "yellow");
        List<String> shapes = List.of("square", "cross", "disc");
        StringBuilder records = new StringBuilder();
        Files.createDirectories(folder.resolve("img"));
        for (int i = 0; i < colours.length * shapes.size(); i++) {
            int shape = i / colours.length;
            int colour = colours[i % colours.length];
            byte[] samples = new byte[20 * 20 * 4];
            for (int k = 0; k < 400; k++) {
                int x = k % 20 - 10;
                int y = k / 20 - 10;
                boolean inside = switch (shape) {
                    case 0 -> Math.abs(x) < 6 && Math.abs(y) < 6;
                    case 1 -> Math.abs(x) < 2 || Math.abs(y) < 2;
                    default -> x * x + y * y < 64;
                };
                for (int c = 0; c < 3; c++) {
                    samples[4 * k + c] = (byte) (colour >> (16 - 8 * c));
                }
                samples[4 * k + 3] = (byte) (inside ? 255 : 0);
            }
            ImageFiles.writePng(new Image(20, 20, 4, samples), folder.resolve("img/" + i + ".png"));
            String text = "a %s %s".formatted(names.get(i % colours.length), shapes.get(shape));
            records.append("{\"image\": \"img/%d.png\", \"text\": [\"%s\", \"%s !\"]}\n".formatted(i, text, text));
        }
        write("pictures.jsonl", records);
        ByteLevelBpeTrainer.of(
                        300,
                        TokenizerProfile.endOfText().withAround(false, true).withModelMaxLength(16))
                .train(List.of(records.toString()))
                .write(folder.resolve("ended"));
        String towers = """
                "text_config": {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2,
                  "vocab_size": 304, "max_position_embeddings": 16, "eos_token_id": 0, "pad_token_id": 0},
                "vision_config": {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 1,
                  "num_attention_heads": 2, "image_size": 16, "patch_size": 4}}
                """;
        model("clip", "ended", "{\"model_type\": \"clip\", \"projection_dim\": 12, " + towers);
        model("siglip", "ended", "{\"model_type\": \"siglip\", " + towers);
        model("vae", "", """
                {"_class_name": "AutoencoderKL", "block_out_channels": [8, 16], "norm_num_groups": 4, "sample_size": 16,
                 "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"], "latent_channels": 4,
                 "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D"], "layers_per_block": 1}
                """);
        write("unet.json", """
                {"_class_name": "UNet2DConditionModel", "sample_size": 8, "block_out_channels": [8, 16],
                 "norm_num_groups": 4, "layers_per_block": 1, "cross_attention_dim": 16, "attention_head_dim": 2,
                 "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
                 "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]}
                """);
        write("ddim.json", """
                {"_class_name": "DDIMScheduler", "beta_schedule": "scaled_linear", "beta_start": 0.00085,
                 "beta_end": 0.012, "clip_sample": false, "set_alpha_to_one": false, "steps_offset": 1}
                """);
        write("v.json", """
                {"_class_name": "DDIMScheduler", "prediction_type": "v_prediction", "clip_sample": false}
                """);
        write("flow.json", """
                {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 1.0}
                """);
    }

    /** After {@link #pictures}: a model that says signal tokens, the generator beside it, and conversations that draw. */
    void drawings() throws IOException {
        ByteLevelBpeTrainer.of(
                        300,
                        TokenizerProfile.endOfText()
                                .withTokens("<|image|>", "[IMG0]", "[IMG1]")
                                .withChatTemplate(
                                        "{% for m in messages %}{{ m['role'] }}: {% generation %}{{ m['content'] }}"
                                                + "{{ eos_token }}{% endgeneration %}{% endfor %}"))
                .train(List.of("user: draw a red disc assistant: here it is"))
                .write(folder.resolve("drawing"));
        model("omni", "drawing", """
                {"architectures": ["OmniForConditionalGeneration"], "model_type": "menura_omni",
                 "text_config": {"model_type": "llama", "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 1,
                  "num_attention_heads": 2, "vocab_size": 304, "max_position_embeddings": 64},
                 "senses": {},
                 "outputs": {"image": {"token_ids": [2, 3], "generator": "generator",
                  "condition": {"rows": 8, "width": 16},
                  "projector": {"hidden_size": 16, "num_layers": 1, "num_heads": 2, "intermediate_size": 24}}}}
                """);
        model("omni/generator/text_encoder", "", """
                {"architectures": ["CLIPTextModel"], "model_type": "clip_text_model", "hidden_size": 16,
                 "intermediate_size": 24, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 304,
                 "max_position_embeddings": 16, "eos_token_id": 0}
                """);
        model("omni/generator/unet", "", Files.readString(folder.resolve("unet.json")));
        model("omni/generator/vae", "", Files.readString(folder.resolve("vae/config.json")));
        Files.createDirectories(folder.resolve("omni/generator/tokenizer"));
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(
                    folder.resolve("ended").resolve(file),
                    folder.resolve("omni/generator/tokenizer").resolve(file));
        }
        Files.createDirectories(folder.resolve("omni/generator/scheduler"));
        Files.copy(folder.resolve("ddim.json"), folder.resolve("omni/generator/scheduler/scheduler_config.json"));
        write("omni/generator/model_index.json", """
                {"_class_name": "StableDiffusionPipeline", "scheduler": ["diffusers", "DDIMScheduler"],
                 "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
                 "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"]}
                """);
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            String what = i % 2 == 0 ? "red square" : "green square";
            records.append("""
                    {"messages": [{"role": "user", "content": "draw a %s"}, {"role": "assistant", "content": [{"type": "text", \
                    "text": "here it is "}, {"type": "image", "path": "img/%d.png"}]}], "condition": "a %s"}
                    """.formatted(what, i % 2, what));
        }
        write("drawings.jsonl", records);
    }

    private static List<String> sentences(String form) {
        return java.util.stream.IntStream.range(0, SENTENCES)
                .mapToObj(i -> String.format(
                        Locale.ROOT, form, ANIMALS.get(i % ANIMALS.size()), PLACES.get(i / 2 % PLACES.size())))
                .toList();
    }

    private void data() throws IOException {
        StringBuilder tags = new StringBuilder();
        StringBuilder labelled = new StringBuilder("text,label\n");
        StringBuilder pairs = new StringBuilder();
        StringBuilder preferences = new StringBuilder();
        StringBuilder feedback = new StringBuilder();
        StringBuilder prompts = new StringBuilder();
        for (int i = 0; i < SENTENCES; i++) {
            String animal = ANIMALS.get(i % ANIMALS.size());
            String place = PLACES.get(i / 2 % PLACES.size());
            tags.append("The\tO\n%s\tB-Animal\nran\tO\nto\tO\nthe\tO\n%s\tB-Place\n.\tO\n\n".formatted(animal, place));
            labelled.append("\"The %s , in the %s\",%s\n".formatted(animal, place, i % 5 < 2 ? "pet" : "wild"));
            pairs.append("{\"text\":\"The %s ran\",\"target\":\"O %1$s\"}\n".formatted(animal));
            preferences.append("{\"prompt\":\"The %s\",\"chosen\":\" ran to the %s .\",\"rejected\":\" 1 2 3\"}\n"
                    .formatted(animal, place));
            feedback.append("{\"prompt\":\"The %s\",\"completion\":\"%s\",\"label\":%s}\n"
                    .formatted(animal, i % 2 == 0 ? " ran to the " + place : " 3 2 1", i % 2 == 0));
            prompts.append("{\"prompt\":\"The %s\",\"words\":[\"the\"]}\n".formatted(animal));
        }
        write("tags.tsv", tags);
        write("labelled.csv", labelled);
        write("pairs.jsonl", pairs);
        StringBuilder code = new StringBuilder();
        for (String animal : ANIMALS) {
            for (String place : PLACES) {
                code.append(("{\"language\": \"java\", \"docstring\": \"The %s ran to the %s .\","
                                + " \"code\": \"%1$s run(%2$s to) { return run(to); }\"}\n")
                        .formatted(animal, place));
            }
        }
        code.append("{\"language\": \"csharp\", \"code\": \"var day = good;\"}\n");
        write("code.jsonl", code);
        write("preferences.jsonl", preferences);
        write("feedback.jsonl", feedback);
        write("prompts.jsonl", prompts);
        StringBuilder episodes = new StringBuilder();
        for (int seed = 0; seed < 12; seed++) {
            episodes.append("{\"seed\":%d,\"actions\":[\"%s\"]}\n"
                    .formatted(seed, String.join("\",\"", KeyAndDoor.expert(seed, 4))));
        }
        write("episodes.jsonl", episodes);
    }

    private void write(String name, CharSequence text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    void model(String name, String tokenizer, String config) throws IOException {
        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1));
        Path target = folder.resolve(name);
        ModelFolder.initialize(target, Json.parse(config, name), name, 5, DType.F32, cpu);
        for (String file :
                tokenizer.isEmpty() ? List.<String>of() : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(folder.resolve(tokenizer).resolve(file), target.resolve(file));
        }
    }

    /** A recipe whose paths are relative to the folder. */
    Recipe recipe(String output, String text) {
        return Recipe.parse(text + "\noutput: runs/" + output + "\n", "test.yaml", folder);
    }
}
