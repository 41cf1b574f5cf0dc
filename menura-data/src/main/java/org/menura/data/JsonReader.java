package org.menura.data;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Readers of files of objects: JSONL, a JSON object a line, in UTF-8, where blank lines are passed over; one JSON list of objects; and by
 * their names Parquet ({@code .parquet}) and CSV with a header ({@code .csv}).
 */
public final class JsonReader {
    private JsonReader() {}

    /** Returns a reader of documents: a string field of each line. */
    public static Function<Path, Cursor<String>> texts(String field) {
        return lines(line -> line.text(field));
    }

    /**
     * Returns a reader of conversations: a list of {@code {"role": ..., "content": ...}}, usually in the field {@code
     * messages}. In its place a line may have ShareGPT's {@code conversations}, {@code prompt} and {@code completion} (of
     * which the second is learned), or Alpaca's {@code instruction}, {@code input} and {@code output}. Templates are given
     * what else a line has as {@code tools} and {@code chat_template_kwargs}; so are those of prompts and answers.
     */
    public static Function<Path, Cursor<Conversation.Chat>> chats(String field) {
        return lines(line -> field.equals("messages") ? ConversationForms.chat(line) : line.chat(field, 0));
    }

    /**
     * Returns a reader of preference pairs: {@code chosen} and {@code rejected} and perhaps {@code prompt}, all strings
     * or all lists of messages. Where there is no prompt, it is what both answers begin with.
     */
    public static Function<Path, Cursor<Preference>> preferences() {
        return lines(Preferences::of);
    }

    /** Returns a reader of prompts: a string or list of messages in {@code field}, and any other fields. */
    public static Function<Path, Cursor<RolloutPrompt>> prompts(String field) {
        return lines(line -> new RolloutPrompt(line.conversation(field), line.fieldsWithout(field)));
    }

    /** Returns a reader of tagged sentences: the lists {@code tokens} and {@code tags}. */
    static Function<Path, Cursor<TaggedSentence>> tagged() {
        return lines(line -> {
            List<String> words = line.texts("tokens");
            List<String> tags = line.texts("tags");
            if (words.size() != tags.size()) {
                throw line.malformed("'tokens' has %d entries and 'tags' %d".formatted(words.size(), tags.size()));
            }
            return new TaggedSentence(words, tags);
        });
    }

    /** Returns a reader of texts with labels. */
    static Function<Path, Cursor<LabelledText>> labelled(String text, @Nullable String second, String label) {
        return lines(line ->
                new LabelledText(line.text(text), second == null ? null : line.text(second), line.label(label)));
    }

    /** Returns a reader of source and target texts, a string field each. */
    public static Function<Path, Cursor<TextPair>> pairs(String source, String target) {
        return lines(line -> new TextPair(line.text(source), line.text(target)));
    }

    /**
     * Returns a reader of source code: {@code language}, the code and perhaps its description, a string field each.
     *
     * @param code field of the source text
     * @param docstring field of the description, which records may lack
     */
    public static Function<Path, Cursor<CodeRecord>> code(String code, String docstring) {
        return lines(line -> new CodeRecord(
                line.text("language"),
                line.has(docstring) ? line.text(docstring) : "",
                line.text(code),
                "%s, line %d".formatted(line.file(), line.line())));
    }

    /**
     * Returns a reader of answers with verdicts: {@code prompt} and {@code completion}, and {@code label}, true if it
     * is good.
     */
    public static Function<Path, Cursor<Feedback>> feedback() {
        return lines(line -> {
            Conversation prompt = line.conversation("prompt");
            Conversation answer = line.conversation("completion");
            if (prompt.getClass() != answer.getClass()) {
                throw line.malformed("'prompt' and 'completion' must both be strings or both be lists of messages");
            }
            return new Feedback(prompt, answer, line.flag("label"));
        });
    }

    /** Returns a reader of the paths of the images and audio in each line's messages, in any field. */
    public static Function<Path, Cursor<List<Path>>> media() {
        return lines(line -> (line.has("conversations") ? ConversationForms.asMessages(line) : line).media());
    }

    private static <T> Function<Path, Cursor<T>> lines(Function<JsonLine, T> parse) {
        return file -> JsonRows.open(file).map(parse);
    }
}
