package org.menura.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.Rendered;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/**
 * An encoder of conversations as token documents in which the loss is on the assistant's tokens.
 *
 * <p>Where the template marks these with {@code {% generation %}}, the marks count. Otherwise the conversation is
 * rendered up to each of the assistant's turns, with the prompt that introduces it and with the turn itself: what the
 * second adds is the turn. Both are compared as tokens, as the model will meet them. If a template lays out earlier turns
 * differently once later ones follow (it drops their reasoning, say), there is no one text in which all turns are as the
 * model writes them, and each turn gets a document of its own.
 */
public final class ChatEncoder implements ChatLayout {
    private static final int[] NONE = {};

    private final ChatRenderer renderer;

    /**
     * Creates an encoder of text conversations.
     *
     * @param variables further variables of the template, such as {@code enable_thinking}; the tokenizer's
     *     {@code bos_token}, {@code eos_token}, {@code pad_token} and {@code unk_token} are known
     */
    public ChatEncoder(ChatTemplate template, Tokenizer tokenizer, Map<String, ?> variables) {
        this(new ChatRenderer(template, tokenizer).with(variables));
    }

    /**
     * Creates an encoder with a renderer; in its documents, {@link ChatRenderer#place} stands for each image and audio.
     */
    public ChatEncoder(ChatRenderer renderer) {
        this.renderer = renderer;
    }

    /** Returns the renderer of the conversations. */
    public ChatRenderer renderer() {
        return renderer;
    }

    @Override
    public ChatEncoder with(Conversation.Given given) {
        if (given.isNothing()) {
            return this;
        }
        ChatRenderer more = given.tools().isEmpty() ? renderer : renderer.withTools(given.tools());
        return new ChatEncoder(more.with(given.variables()));
    }

    @Override
    public List<TokenDocument> documents(List<Message> messages, int asked) {
        if (messages.stream().skip(asked).noneMatch(Message::isAssistant)) {
            throw new FormatException(
                    "A conversation has no message of the role 'assistant', so there is nothing to learn.");
        }
        Rendered whole = renderer.render(messages, false);
        int[] ids = renderer.placedIds(whole.text());
        if (whole.generated().isEmpty()) {
            return byTurns(messages, asked, ids);
        }
        return List.of(marked(whole, ids, TokenIds.common(promptIds(messages.subList(0, asked)), ids)));
    }

    private TokenDocument marked(Rendered whole, int[] ids, int begin) {
        boolean[] learned = new boolean[ids.length];
        for (Rendered.Span span : whole.generated()) {
            int from = TokenIds.common(renderer.placedIds(whole.text().substring(0, span.start())), ids);
            int to = TokenIds.common(renderer.placedIds(whole.text().substring(0, span.end())), ids);
            for (int i = Math.max(from, begin); i < to; i++) {
                learned[i] = true;
            }
        }
        return new TokenDocument(ids, learned);
    }

    private List<TokenDocument> byTurns(List<Message> messages, int asked, int[] ids) {
        List<TokenDocument> single = new ArrayList<>();
        boolean[] learned = new boolean[ids.length];
        boolean together = true;
        for (int i = asked; i < messages.size(); i++) {
            if (messages.get(i).isAssistant()) {
                TokenDocument turn =
                        answer(messages.subList(0, i), messages.subList(i, i + 1), i + 1 == messages.size());
                single.add(turn);
                int end = end(turn);
                together &= TokenIds.common(turn.ids(), ids) >= end;
                for (int t = 0; t < Math.min(end, ids.length); t++) {
                    learned[t] |= turn.isLearned(t);
                }
            }
        }
        return together ? List.of(new TokenDocument(ids, learned)) : single;
    }

    private static int end(TokenDocument turn) {
        int end = turn.length();
        while (!turn.isLearned(end - 1)) {
            end--;
        }
        return end;
    }

    @Override
    public TokenDocument answer(List<Message> prompt, List<Message> answer) {
        return answer(prompt, answer, true);
    }

    /** Encodes an answer; what a template puts behind the last turn only is not learned unless this is the last. */
    private TokenDocument answer(List<Message> prompt, List<Message> answer, boolean last) {
        List<Message> all = new ArrayList<>(prompt);
        all.addAll(answer);
        int[] ids = renderer.placedIds(renderer.render(all, false).text());
        int from = TokenIds.common(promptIds(prompt), ids);
        int to = last ? ids.length : TokenIds.common(introduced(all), ids);
        if (from >= to) {
            throw new FormatException("The chat template leaves out what the assistant says"
                    + " (in message %d of a conversation).".formatted(all.size()));
        }
        return TokenIds.learned(ids, from, to);
    }

    /**
     * Encodes a conversation and the generation prompt of one more turn; templates may refuse two turns of the
     * assistant.
     */
    private int[] introduced(List<Message> messages) {
        try {
            return promptIds(messages);
        } catch (TemplateException e) {
            return renderer.placedIds(renderer.render(messages, false).text());
        }
    }

    @Override
    public TokenDocument prompt(List<Message> messages) {
        int[] ids = promptIds(messages);
        return new TokenDocument(ids, new boolean[ids.length]);
    }

    private int[] promptIds(List<Message> messages) {
        return messages.isEmpty()
                ? NONE
                : renderer.placedIds(renderer.render(messages, true).text());
    }
}
