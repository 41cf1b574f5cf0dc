package org.menura.train.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.data.ChatLayout;
import org.menura.data.Conversation;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.JsonReader;
import org.menura.data.MediaFiles;
import org.menura.data.Packing;
import org.menura.data.PreferenceEncoder;
import org.menura.data.ShardBuild;
import org.menura.data.TextReader;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.train.perceive.MediaLayout;
import org.menura.train.schema.DataSource;

/** The training data of some sources: read, tokenised once into shards, and made into examples. */
public final class TrainingData {
    private final RunContext run;
    private final List<DataSource> sources;
    private final @Nullable ChatLayout chats;
    private final MediaFiles media = new MediaFiles();
    private final Path folder;
    private final Progress progress;
    private final RecordLimit limit;

    /** A factory of the data of some sources, below the run's folder. */
    @FunctionalInterface
    public interface Maker {
        TrainingData of(List<DataSource> sources, String folder);
    }

    /** A listener to the progress of tokenising. */
    @FunctionalInterface
    public interface Progress {
        void tokenizing(long documents, long tokens, boolean complete);
    }

    /**
     * Makes the data of some sources.
     *
     * @param sources those of the recipe, of one of its tasks, or of an evaluation
     * @param folder where shards go
     */
    public TrainingData(RunContext run, List<DataSource> sources, Path folder, Progress progress, RecordLimit limit) {
        this.run = run;
        this.sources = List.copyOf(sources);
        this.chats = run.text().layout(run.student());
        this.folder = folder;
        this.progress = progress;
        this.limit = limit;
    }

    /** Returns the sources. */
    public List<DataSource> sources() {
        return sources;
    }

    /** Returns the reader of image and audio files. */
    public MediaFiles media() {
        return media;
    }

    /** Returns the model's tokenizer. */
    public Tokenizer tokenizer() {
        return run.text().tokenizer();
    }

    /** Returns the maximum number of tokens of a sequence. */
    public int length() {
        return run.length();
    }

    /**
     * Makes examples of each source.
     *
     * @throws FormatException if a source has none
     */
    public <B> ExampleSources<B> examples(Function<DataSource, Examples<B>> of) {
        List<Examples<B>> all = new ArrayList<>();
        double[] weights = new double[sources.size()];
        for (int i = 0; i < weights.length; i++) {
            Examples<B> examples = of.apply(sources.get(i));
            if (examples.count() == 0) {
                throw new FormatException("%s holds no example to learn from"
                        .formatted(sources.get(i).paths()));
            }
            all.add(examples);
            weights[i] = sources.get(i).weight();
        }
        return new ExampleSources<>(all, weights);
    }

    /**
     * Packs documents into sequences.
     *
     * @param whole whether a document stays in one sequence
     */
    public Packing packing(Documents documents, boolean whole) {
        if (!run.batch().flag("packing")) {
            return Packing.separate(documents, length());
        }
        return whole ? Packing.bestFit(documents, length()) : Packing.cut(documents, length());
    }

    /**
     * Tokenises plain texts.
     *
     * @param around whether the tokenizer puts its tokens around each
     * @param ended whether an end follows, if the tokenizer has one
     */
    public Documents texts(DataSource source, boolean around, boolean ended) {
        TextTokenizer encoder = new TextTokenizer(
                tokenizer(), around, ended && tokenizer().eos().isPresent());
        String how = encoder.recipe()
                + (source.format().equals("jsonl") ? " in " + source.field() : " by " + source.separator());
        return documents(source, 1, false, how, new Corpus<>(files(source), reader(source)), encoder::documents);
    }

    /**
     * Tokenises conversations.
     *
     * @param answers whether only what the assistant says is learned
     */
    public Documents chats(DataSource source, boolean answers) {
        ChatLayout layout = layout();
        boolean marked = answers || layout instanceof MediaLayout; // rows of pictures and sounds are never learned
        Corpus<Conversation.Chat> corpus = new Corpus<>(files(source), JsonReader.chats(source.field()));
        Function<Conversation.Chat, List<TokenDocument>> encode = layout::documents;
        return documents(
                source,
                1,
                marked,
                (answers || !marked ? "chat in " : "all of the chat in ") + source.field(),
                corpus,
                answers ? encode : encode.andThen(TrainingData::unmarked));
    }

    private static List<TokenDocument> unmarked(List<TokenDocument> documents) {
        return documents.stream().map(TokenDocument::learnedWhole).toList();
    }

    /**
     * Returns the layout of conversations.
     *
     * @throws FormatException if the model has no template for them
     */
    public ChatLayout layout() {
        if (chats == null) {
            throw new FormatException(
                    "%s has no chat template, which conversations need; name one with the key model.chat_template, a"
                                    .formatted(run.files().tokenizer())
                            + " file or chatml, or put a chat_template.jinja beside the tokenizer");
        }
        return chats;
    }

    /** Makes an encoder of prompts with answers, conversations or plain texts. */
    public PreferenceEncoder answers() {
        return new PreferenceEncoder(tokenizer(), chats);
    }

    /**
     * Tokenises the records of a source into shards, once.
     *
     * @param group documents of a record
     * @param marked whether it is marked what of a document is learned
     * @param how all else that the shards depend on, as a text
     */
    public <T> Documents documents(
            DataSource source,
            int group,
            boolean marked,
            String how,
            Corpus<T> corpus,
            Function<T, List<TokenDocument>> encode) {
        Path shards = folder.resolve("source-" + sources.indexOf(source));
        long[] seen = new long[2];
        ShardBuild.Progress told = (_, documents, tokens) -> {
            seen[0] = documents;
            seen[1] = tokens;
            progress.tokenizing(documents, tokens, false);
        };
        Documents documents;
        try {
            documents = ShardBuild.of(shards, tokenizer(), group, marked, how)
                    .run(limit.of(corpus), encode.andThen(this::readable), told);
        } catch (FormatException e) {
            String field = "'%s'".formatted(source.field());
            throw String.valueOf(e.getMessage()).contains(field)
                    ? new FormatException(
                            "%s The key field of data says which field is read; it is %s."
                                    .formatted(e.getMessage(), source.field()),
                            e)
                    : e;
        }
        if (seen[0] > 0) {
            progress.tokenizing(seen[0], seen[1], true);
        }
        return documents;
    }

    private List<TokenDocument> readable(List<TokenDocument> documents) {
        if (run.textAlone() != null
                && documents.stream().anyMatch(d -> !d.media().isEmpty())) {
            throw new FormatException(run.textAlone());
        }
        return documents;
    }

    /** Lists the files of a source, those of folders in a fixed order. */
    public static List<Path> files(DataSource source) {
        List<Path> all = new ArrayList<>();
        for (Path path : source.paths()) {
            if (!Files.isDirectory(path)) {
                all.add(path);
                continue;
            }
            try (Stream<Path> content = Files.list(path)) {
                content.filter(Files::isRegularFile).sorted().forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    /** Returns the function that opens files of plain texts. */
    public static Function<Path, Cursor<String>> reader(DataSource source) {
        return source.format().equals("jsonl") ? JsonReader.texts(source.field()) : texts(source.separator());
    }

    private static Function<Path, Cursor<String>> texts(String separator) {
        return switch (separator) {
            case "" -> TextReader.whole();
            case "\n\n" -> TextReader.separatedByBlankLines();
            default -> TextReader.separatedBy(separator);
        };
    }
}
