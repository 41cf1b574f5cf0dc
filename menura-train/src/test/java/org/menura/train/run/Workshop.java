package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.train.ByteLevelBpeTrainer;
import org.menura.format.tokenizer.train.TokenizerProfile;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.DType;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.train.recipe.Recipe;

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
        model("t5", "bpe", """
                {"architectures": ["T5ForConditionalGeneration"], "model_type": "t5", "d_model": 32, "d_ff": 48,
                 "d_kv": 16, "num_heads": 2, "num_layers": 1, "vocab_size": 320, "decoder_start_token_id": 0}
                """);
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
        write("preferences.jsonl", preferences);
        write("feedback.jsonl", feedback);
        write("prompts.jsonl", prompts);
    }

    private void write(String name, CharSequence text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void model(String name, String tokenizer, String config) throws IOException {
        CpuBackend cpu = new CpuBackend(CpuOptions.fastest().withThreads(1));
        Path target = folder.resolve(name);
        ModelFolder.initialize(target, Json.parse(config, name), name, 5, DType.F32, cpu);
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(folder.resolve(tokenizer).resolve(file), target.resolve(file));
        }
    }

    /** A recipe whose paths are relative to the folder. */
    Recipe recipe(String output, String text) {
        return Recipe.parse(text + "\noutput: runs/" + output + "\n", "test.yaml", folder);
    }
}
