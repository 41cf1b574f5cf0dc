package org.menura.train.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.data.ChatEncoder;
import org.menura.data.ChatLayout;
import org.menura.data.MediaFiles;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.ProcessorFiles;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.load.ModelTokenizer;
import org.menura.model.CausalModel;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.train.perceive.MediaEmbedder;
import org.menura.train.perceive.MediaLayout;
import org.menura.train.perceive.MediaSource;
import org.menura.train.task.BatchReader;

/**
 * The tokenizer and chat template of a run's model.
 *
 * @param known the tokenizer; null for models that read no texts
 * @param chat the renderer of conversations; null if the model has no template for them
 * @param files makes the files that are saved beside the model: texts by name
 * @param folders folders of generators that are saved beside the model
 * @param media the source of preprocessed images and audio
 */
public record TextProcessor(
        @Nullable Tokenizer known,
        @Nullable ChatRenderer chat,
        Supplier<SequencedMap<String, String>> files,
        List<Path> folders,
        MediaSource media) {
    private static final String GGUF_TEMPLATE = "tokenizer.chat_template";

    static final List<String> FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "generation_config.json",
            "vocab.txt");

    /** Makes the processor of a model without text input. */
    public static TextProcessor none(Path base) {
        return new TextProcessor(null, null, LinkedHashMap::new, List.of(), new MediaSource(base, new MediaFiles()));
    }

    /**
     * Opens the tokenizer's folder, its file, or the GGUF file that holds it.
     *
     * @throws FormatException if there is none
     */
    public static TextProcessor of(ModelFiles model) {
        Path path = model.tokenizer();
        SequencedMap<String, String> files = new LinkedHashMap<>();
        Supplier<Map<String, String>> vocabulary = Map::of;
        if (GgufFile.isGguf(path)) {
            GgufFile gguf = GgufFile.open(path);
            // A vocabulary of 262,144 takes two seconds, which a run that saves an adapter has no need of.
            vocabulary = () -> new TreeMap<>(Tokenizers.filesFromGguf(gguf.metadata()));
            if (gguf.hasKey(GGUF_TEMPLATE)) {
                files.put("chat_template.jinja", gguf.text(GGUF_TEMPLATE));
            }
        } else if (Files.isDirectory(path)) {
            copy(FILES, path, files);
        } else {
            throw new FormatException(
                    "%s is no folder with a tokenizer and no GGUF file; name one with the key tokenizer"
                            .formatted(path));
        }
        String given = model.chatTemplate();
        if (given != null) {
            files.put("chat_template.jinja", given);
        }
        copy(ProcessorFiles.FILES, model.processors(), files);
        Tokenizer tokenizer = ModelTokenizer.tokenizer(path);
        return new TextProcessor(
                tokenizer,
                ModelTokenizer.chat(path, given, tokenizer),
                together(vocabulary, files),
                model.generators(),
                new MediaSource(model.processors(), new MediaFiles()));
    }

    private static Supplier<SequencedMap<String, String>> together(
            Supplier<Map<String, String>> first, Map<String, String> rest) {
        return () -> {
            SequencedMap<String, String> all = new LinkedHashMap<>(first.get());
            all.putAll(rest);
            return all;
        };
    }

    private static void copy(List<String> names, Path folder, SequencedMap<String, String> files) {
        try {
            for (String name : names) {
                if (Files.isRegularFile(folder.resolve(name))) {
                    files.put(name, Files.readString(folder.resolve(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the layout of conversations; null if the model has no template for them. */
    public @Nullable ChatLayout layout(TrainedModel student) {
        ChatEncoder texts = chat == null ? null : new ChatEncoder(chat);
        MultimodalModel senses = student.senses();
        return senses == null ? texts : new MediaLayout(senses, tokenizer(), texts, media);
    }

    /** Makes the batch input of a language model, images and audio included. */
    public BatchReader reader(CausalModel model, @Nullable MultimodalModel senses) {
        return senses == null
                ? BatchReader.ofText(model)
                : new BatchReader(model, new MediaEmbedder(senses, media)::step);
    }

    /** Returns the tokenizer. */
    public Tokenizer tokenizer() {
        if (known == null) {
            throw new FormatException("the objective is one of pictures alone; there is no tokenizer that reads texts");
        }
        return known;
    }
}
