package org.menura.data;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/**
 * An encoder of preference pairs as two documents each, chosen and rejected, in which the loss is on the answers'
 * tokens. Plain text is tokenised as in TRL: prompt and answer by themselves, the end of sequence behind the answer.
 *
 * @param chat lays out messages; null if the data are plain text
 */
public record PreferenceEncoder(
        Tokenizer tokenizer, @Nullable ChatLayout chat) {
    /**
     * Encodes a preference pair as two documents, chosen and rejected.
     *
     * @throws FormatException if there is no chat template for its messages
     */
    public List<TokenDocument> documents(Preference pair) {
        return List.of(answer(pair.prompt(), pair.chosen()), answer(pair.prompt(), pair.rejected()));
    }

    /** Encodes a prompt and its answer; the loss is on the answer. */
    public TokenDocument answer(Conversation prompt, Conversation answer) {
        return switch (answer) {
            case Conversation.Plain plain -> {
                int[] before = prompt(prompt).ids();
                int[] ids = TokenIds.ended(tokenizer.encode(plain.text(), false, false), tokenizer.eos());
                yield TokenIds.learned(TokenIds.joined(before, ids), before.length, before.length + ids.length);
            }
            case Conversation.Chat messages ->
                layout(messages).answer(((Conversation.Chat) prompt).messages(), messages.messages());
        };
    }

    /** Encodes a prompt for generation, without an end of sequence. */
    public TokenDocument prompt(Conversation prompt) {
        return switch (prompt) {
            case Conversation.Plain plain -> {
                int[] ids = tokenizer.encode(plain.text(), true, false);
                OptionalInt eos = tokenizer.eos();
                boolean closed = eos.isPresent() && ids.length > 0 && ids[ids.length - 1] == eos.getAsInt();
                yield new TokenDocument(closed ? Arrays.copyOf(ids, ids.length - 1) : ids);
            }
            case Conversation.Chat messages -> layout(messages).prompt(messages.messages());
        };
    }

    private ChatLayout layout(Conversation.Chat messages) {
        if (chat == null) {
            throw new FormatException(
                    "The data hold messages, but the model has no chat template to lay them out; add a"
                            + " chat_template.jinja to its folder.");
        }
        return chat.with(messages.given());
    }
}
