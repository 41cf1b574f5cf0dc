package org.menura.train.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.ChatLayout;
import org.menura.data.Conversation;
import org.menura.data.Corpus;
import org.menura.data.Cursor;
import org.menura.data.Documents;
import org.menura.data.Examples;
import org.menura.data.Feedback;
import org.menura.data.IndexedJson;
import org.menura.data.JsonReader;
import org.menura.data.MediaFiles;
import org.menura.data.Packing;
import org.menura.data.Preference;
import org.menura.data.PreferenceEncoder;
import org.menura.data.ShardBuild;
import org.menura.data.SpecialTokens;
import org.menura.data.TextPair;
import org.menura.data.TextReader;
import org.menura.data.TextTokenizer;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.model.EncoderDecoder;
import org.menura.model.multimodal.OutputModality;
import org.menura.train.data.Batch;
import org.menura.train.data.ClassEncoder;
import org.menura.train.data.FeedbackBatch;
import org.menura.train.data.ImageTextExamples;
import org.menura.train.data.KtoExamples;
import org.menura.train.data.ListedExamples;
import org.menura.train.data.MaskedTokens;
import org.menura.train.data.NextToken;
import org.menura.train.data.Pairs;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.data.Seq2SeqExamples;
import org.menura.train.data.SpanCorruption;
import org.menura.train.media.AugmentedImage;
import org.menura.train.perceive.MediaLayout;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.task.ImageGenerationBatch;
import org.menura.train.task.ImageGenerationExamples;

/** The data of a run: sources read, tokenised once into shards, and cut into batches by step. */
final class RunData {
    private static final List<String> WITH_MEDIA = List.of("causal-lm", "sft", "dpo");

    private final Recipe recipe;
    private final List<DataSource> sources;
    private final RunText text;
    private final @Nullable ChatLayout chats;
    private final MediaFiles media = new MediaFiles();
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
     * @param sources those of the recipe, of one of its tasks, or of an evaluation
     * @param chats lays out conversations; null if the model has no template for them
     * @param folder where shards go
     */
    RunData(
            Recipe recipe,
            List<DataSource> sources,
            RunText text,
            @Nullable ChatLayout chats,
            Path folder,
            Progress progress) {
        this.recipe = recipe;
        this.sources = sources;
        this.text = text;
        this.chats = chats;
        this.folder = folder;
        this.progress = progress;
    }

    /** Examples of next tokens: of whole texts, or of what an assistant says. */
    RunSources<Batch> nextTokens() {
        return sources(s -> {
            Documents documents = s.format().equals("chat") ? chats(s) : texts(s, true, true);
            return new NextToken(documents, packing(documents), s.augmentation());
        });
    }

    /** Pairs: a chosen answer, then the rejected one. */
    RunSources<Batch> pairs() {
        int length = length();
        return sources(s -> {
            PreferenceEncoder encoder = preferenceEncoder();
            Corpus<Preference> corpus = new Corpus<>(RunFiles.of(s), JsonReader.preferences());
            Documents documents = build(s, 2, true, "preferences", corpus, encoder::documents);
            return new Pairs(documents, length, s.augmentation());
        });
    }

    /** Masked texts, each framed as the tokenizer does. */
    RunSources<Batch> masked(float rate) {
        OptionalInt mask = text.tokenizer().id("[MASK]").isPresent()
                ? text.tokenizer().id("[MASK]")
                : text.tokenizer().id("<mask>");
        if (mask.isEmpty()) {
            throw new FormatException("the tokenizer has no [MASK] or <mask>, with which masked-lm hides tokens;"
                    + " make one with `menura tokenizer train --bert`");
        }
        int id = mask.getAsInt();
        SpecialTokens frame = SpecialTokens.of(text.tokenizer());
        int room = length() - frame.length();
        if (room < 1) {
            throw new FormatException("batch.length leaves no room for a text");
        }
        return sources(s -> {
            Documents documents = build(
                    s,
                    1,
                    false,
                    "framed pieces of %d tokens".formatted(room),
                    new Corpus<>(RunFiles.of(s), reader(s)),
                    piece -> frame.pieces(text.tokenizer().encode(piece, false, false), room));
            return new MaskedTokens(
                    documents, packing(documents), rate, id, text.tokenizer().size(), text.tokenizer()::isSpecial);
        });
    }

    /** Texts of which an encoder-decoder restores spans. */
    RunSources<Seq2SeqBatch> spans(double density, double span, int vocabulary, int start) {
        Sentinels sentinels = Sentinels.of(text.tokenizer(), vocabulary);
        int end = end();
        return sources(s -> {
            Documents documents = texts(s, false, false);
            Packing packing = recipe.batch().flag("packing")
                    ? Packing.bestFit(documents, length())
                    : Packing.separate(documents, length());
            return new SpanCorruption(
                    documents, packing, density, span, sentinels.first(), sentinels.count(), start, end);
        });
    }

    private int end() {
        return text.tokenizer()
                .eos()
                .orElseThrow(() -> new FormatException("the tokenizer has no end of sequence, which the decoder writes;"
                        + " name one in its tokenizer_config.json as eos_token"));
    }

    /** What an encoder-decoder reads and writes. */
    RunSources<Seq2SeqBatch> rewritten(int start) {
        end();
        TextTokenizer source = new TextTokenizer(text.tokenizer(), true, false);
        TextTokenizer target = new TextTokenizer(text.tokenizer(), false, true);
        int length = length();
        return sources(s -> {
            Corpus<TextPair> corpus = new Corpus<>(RunFiles.of(s), JsonReader.pairs(s.field(), s.targetOr("target")));
            Function<TextPair, List<TokenDocument>> encode = p -> Seq2SeqExamples.documents(source, target, p);
            String how =
                    "%s in %s, %s in %s".formatted(source.recipe(), s.field(), target.recipe(), s.targetOr("target"));
            return new Seq2SeqExamples(build(s, 2, false, how, corpus, encode), length, start);
        });
    }

    /** What an encoder-decoder learns from, by objective: spans to restore, or pairs. */
    static RunSources<Seq2SeqBatch> rewriting(RunData data, Options objective, EncoderDecoder model) {
        return objective.text("name").equals("seq2seq")
                ? data.rewritten(model.startId())
                : data.spans(
                        objective.number("mask_rate"),
                        objective.number("span_length"),
                        model.vocabulary(),
                        model.startId());
    }

    /** Answers that are good or bad. */
    RunSources<FeedbackBatch> verdicts() {
        int length = length();
        return sources(s -> {
            PreferenceEncoder encoder = preferenceEncoder();
            Documents documents;
            if (s.format().equals("preference")) {
                Corpus<Preference> corpus = new Corpus<>(RunFiles.of(s), JsonReader.preferences());
                documents = build(s, 2, true, "verdicts of pairs", corpus, p -> KtoExamples.documents(encoder, p));
            } else {
                Corpus<Feedback> corpus = new Corpus<>(RunFiles.of(s), JsonReader.feedback());
                documents = build(s, 2, true, "verdicts", corpus, f -> KtoExamples.documents(encoder, f));
            }
            return new KtoExamples(documents, length);
        });
    }

    /** Pictures with texts, changed at each look as the sources say. */
    RunSources<List<AugmentedImage>> looks() {
        return sources(s ->
                new ImageTextExamples(IndexedJson.media(RunFiles.of(s), "image", s.field()), media, s.augmentation()));
    }

    /**
     * Conversations in which the assistant draws.
     *
     * @param pictures whether the pictures that are drawn are looked at
     */
    RunSources<ImageGenerationBatch> drawn(OutputModality output, boolean pictures) {
        if (chats == null) {
            throw new FormatException(
                    "the tokenizer's folder has no chat template, which conversations need; add chat_template.jinja");
        }
        ChatLayout layout = chats;
        return sources(s -> new ImageGenerationExamples(
                IndexedJson.drawings(RunFiles.of(s), s.field(), s.targetOr(RunOutputs.CONDITION)),
                layout,
                output.signals(),
                length(),
                media,
                s.augmentation(),
                pictures));
    }

    /** The same as they are. */
    RunSources<List<AugmentedImage>> plainLooks() {
        return sources(s -> new ImageTextExamples(
                IndexedJson.media(RunFiles.of(s), "image", s.field()),
                media,
                s.augmentation().plain()));
    }

    /** Texts or words with classes. */
    RunSources<Batch> classes(List<String> labels) {
        ClassEncoder encoder = new ClassEncoder(text.tokenizer(), labels, length());
        return sources(s -> new ListedExamples<>(ClassData.rows(s, encoder)));
    }

    private <B> RunSources<B> sources(Function<DataSource, Examples<B>> examples) {
        List<Examples<B>> all = new ArrayList<>();
        double[] weights = new double[sources.size()];
        for (int i = 0; i < weights.length; i++) {
            Examples<B> of = examples.apply(sources.get(i));
            if (of.count() == 0) {
                throw new FormatException("%s holds no example to learn from"
                        .formatted(sources.get(i).paths()));
            }
            all.add(of);
            weights[i] = sources.get(i).weight();
        }
        return new RunSources<>(all, weights);
    }

    private int length() {
        return Math.toIntExact(recipe.batch().whole("length"));
    }

    private Packing packing(Documents documents) {
        if (!recipe.batch().flag("packing")) {
            return Packing.separate(documents, length());
        }
        String objective = recipe.objective().text("name");
        boolean whole = objective.equals("sft") || objective.equals("masked-lm");
        return whole ? Packing.bestFit(documents, length()) : Packing.cut(documents, length());
    }

    private Documents texts(DataSource source, boolean around, boolean ended) {
        TextTokenizer encoder = new TextTokenizer(
                text.tokenizer(), around, ended && text.tokenizer().eos().isPresent());
        String how = encoder.recipe()
                + (source.format().equals("jsonl") ? " in " + source.field() : " by " + source.separator());
        return build(source, 1, false, how, new Corpus<>(RunFiles.of(source), reader(source)), encoder::documents);
    }

    private Documents chats(DataSource source) {
        ChatLayout layout = chats;
        if (layout == null) {
            throw new FormatException(
                    "the tokenizer's folder has no chat template, which conversations need; add chat_template.jinja");
        }
        Options objective = recipe.objective();
        boolean answers = objective.text("name").equals("sft") && objective.flag("completion_only");
        boolean marked = answers || layout instanceof MediaLayout; // rows of pictures and sounds are never learned
        Corpus<Conversation.Chat> corpus = new Corpus<>(RunFiles.of(source), JsonReader.chats(source.field()));
        Function<Conversation.Chat, List<TokenDocument>> encode = c -> layout.documents(c.messages());
        return build(
                source,
                1,
                marked,
                (answers || !marked ? "chat in " : "all of the chat in ") + source.field(),
                corpus,
                answers ? encode : encode.andThen(RunData::unmarked));
    }

    private static List<TokenDocument> unmarked(List<TokenDocument> documents) {
        return documents.stream().map(TokenDocument::learnedWhole).toList();
    }

    private PreferenceEncoder preferenceEncoder() {
        return new PreferenceEncoder(text.tokenizer(), chats);
    }

    private <T> Documents build(
            DataSource source,
            int group,
            boolean marked,
            String how,
            Corpus<T> corpus,
            Function<T, List<TokenDocument>> encode) {
        Path shards = folder.resolve("source-" + sources.indexOf(source));
        ShardBuild.Progress told = (_, documents, tokens) -> progress.tokenizing(shards, documents, tokens);
        return ShardBuild.of(shards, text.tokenizer(), group, marked, how)
                .run(corpus, encode.andThen(this::readable), told);
    }

    private List<TokenDocument> readable(List<TokenDocument> documents) {
        String objective = recipe.objective().text("name");
        if (!WITH_MEDIA.contains(objective)
                && documents.stream().anyMatch(d -> !d.media().isEmpty())) {
            throw new FormatException(
                    "The objective %s learns from text alone, but a conversation shows pictures or".formatted(objective)
                            + " plays sounds; %s take those.".formatted(String.join(", ", WITH_MEDIA)));
        }
        return documents;
    }

    /** Opens files of plain texts. */
    static Function<Path, Cursor<String>> reader(DataSource source) {
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
