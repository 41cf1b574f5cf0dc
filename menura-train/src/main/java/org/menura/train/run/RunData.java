package org.menura.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.template.ChatTemplate;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.train.data.Batch;
import org.menura.train.data.Batches;
import org.menura.train.data.ChatEncoder;
import org.menura.train.data.Conversation;
import org.menura.train.data.Corpus;
import org.menura.train.data.Cursor;
import org.menura.train.data.Documents;
import org.menura.train.data.Examples;
import org.menura.train.data.JsonReader;
import org.menura.train.data.NextToken;
import org.menura.train.data.Packing;
import org.menura.train.data.Pairs;
import org.menura.train.data.Preference;
import org.menura.train.data.PreferenceEncoder;
import org.menura.train.data.ShardBuild;
import org.menura.train.data.TextEncoder;
import org.menura.train.data.TextReader;
import org.menura.train.data.TokenDocument;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/** The data of a run: sources read, tokenised once into shards, and cut into batches by step. */
final class RunData {
    private final Recipe recipe;
    private final Tokenizer tokenizer;
    private final @Nullable ChatTemplate template;
    private final Path folder;
    private final Progress progress;

    /** Is told what is being tokenised. */
    @FunctionalInterface
    interface Progress {
        void tokenizing(Path shards, long documents, long tokens);
    }

    /**
     * Data of a recipe.
     *
     * @param folder where shards go
     */
    RunData(Recipe recipe, Tokenizer tokenizer, @Nullable ChatTemplate template, Path folder, Progress progress) {
        this.recipe = recipe;
        this.tokenizer = tokenizer;
        this.template = template;
        this.folder = folder;
        this.progress = progress;
    }

    /** The files of all sources, in a fixed order. */
    static List<Path> files(Recipe recipe) {
        List<Path> all = new ArrayList<>();
        for (DataSource source : recipe.data()) {
            all.addAll(files(source));
        }
        return all;
    }

    static List<Path> files(DataSource source) {
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

    /** Batches of next tokens: of whole texts, or of what an assistant says. */
    Batches<Batch> nextTokens() {
        return batches(d -> new NextToken(d, packing(d)));
    }

    /** Batches of pairs: a chosen answer, then the rejected one. */
    Batches<Batch> pairs() {
        int length = length();
        return batches(d -> new Pairs(d, length));
    }

    private Batches<Batch> batches(Function<Documents, Examples<Batch>> examples) {
        List<Examples<Batch>> sources = new ArrayList<>();
        List<DataSource> data = recipe.data();
        double[] weights = new double[data.size()];
        for (int i = 0; i < weights.length; i++) {
            sources.add(examples.apply(shards(data.get(i), i)));
            weights[i] = data.get(i).weight();
        }
        int perStep = Math.toIntExact(recipe.batch().whole("sequences"));
        return weights.length == 1
                ? Batches.shuffled(sources.getFirst(), perStep, recipe.seed())
                : Batches.mixed(sources, perStep, recipe.seed(), weights);
    }

    private int length() {
        return Math.toIntExact(recipe.batch().whole("length"));
    }

    private Packing packing(Documents documents) {
        Options batch = recipe.batch();
        boolean chats = recipe.objective().text("name").equals("sft");
        if (!batch.flag("packing")) {
            return Packing.separate(documents, length());
        }
        return chats ? Packing.bestFit(documents, length()) : Packing.cut(documents, length());
    }

    private Documents shards(DataSource source, int number) {
        Path shards = folder.resolve("source-" + number);
        ShardBuild.Progress told = (_, documents, tokens) -> progress.tokenizing(shards, documents, tokens);
        List<Path> files = files(source);
        switch (source.format()) {
            case "text" -> {
                TextEncoder encoder =
                        new TextEncoder(tokenizer, true, tokenizer.eos().isPresent());
                Corpus<String> corpus = new Corpus<>(files, texts(source.separator()));
                return build(shards, 1, false, encoder.recipe() + " by " + source.separator())
                        .run(corpus, encoder::documents, told);
            }
            case "jsonl" -> {
                TextEncoder encoder =
                        new TextEncoder(tokenizer, true, tokenizer.eos().isPresent());
                Corpus<String> corpus = new Corpus<>(files, JsonReader.texts(source.field()));
                return build(shards, 1, false, encoder.recipe() + " in " + source.field())
                        .run(corpus, encoder::documents, told);
            }
            case "chat" -> {
                ChatEncoder encoder = chatEncoder();
                Corpus<Conversation.Chat> corpus = new Corpus<>(files, JsonReader.chats(source.field()));
                Function<Conversation.Chat, List<TokenDocument>> encode = c -> encoder.documents(c.messages());
                return build(shards, 1, true, "chat in " + source.field()).run(corpus, encode, told);
            }
            case "preference" -> {
                PreferenceEncoder encoder = new PreferenceEncoder(tokenizer, template == null ? null : chatEncoder());
                Corpus<Preference> corpus = new Corpus<>(files, JsonReader.preferences());
                return build(shards, 2, true, "preferences").run(corpus, encoder::documents, told);
            }
            default ->
                throw new FormatException("data of format %s cannot be tokenised for the objective %s"
                        .formatted(source.format(), recipe.objective().text("name")));
        }
    }

    private ShardBuild build(Path shards, int group, boolean marked, String how) {
        return ShardBuild.of(shards, tokenizer, group, marked, how);
    }

    private static Function<Path, Cursor<String>> texts(String separator) {
        return separator.isEmpty()
                ? TextReader.whole()
                : separator.isBlank() ? TextReader.separatedByBlankLines() : TextReader.separatedBy(separator);
    }

    /** Whether there is a template for conversations. */
    boolean hasTemplate() {
        return template != null;
    }

    /** Lays out conversations as the model's template says. */
    ChatEncoder chatEncoder() {
        if (template == null) {
            throw new FormatException(
                    "the tokenizer's folder has no chat template, which conversations need; add chat_template.jinja");
        }
        return new ChatEncoder(template, tokenizer, Map.of());
    }
}
