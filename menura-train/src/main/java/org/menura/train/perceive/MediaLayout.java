package org.menura.train.perceive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.ChatEncoder;
import org.menura.data.ChatLayout;
import org.menura.data.Message;
import org.menura.data.MessagePart;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.multimodal.ImagePlaceholders;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.MultimodalModel;

/** Lays out conversations with pictures and sounds as a model that perceives is prompted with them. */
public final class MediaLayout implements ChatLayout {
    private final MultimodalModel model;
    private final Tokenizer tokenizer;
    private final @Nullable ChatEncoder chat;
    private final RowCounts counts;

    /**
     * The layout of a model.
     *
     * @param chat how texts are laid out; null if there is no chat template, which models with pictures before the text
     *     do without
     */
    public MediaLayout(MultimodalModel model, Tokenizer tokenizer, @Nullable ChatEncoder chat, MediaSource source) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.chat = chat;
        this.counts = new RowCounts(model, source);
    }

    /** The same with signal tokens in the place of pictures that the assistant draws, if the model draws any. */
    private List<Message> drawn(List<Message> messages) {
        StringBuilder signals = new StringBuilder();
        model.outputs().stream()
                .filter(o -> o.modality().equals("image"))
                .flatMap(o -> o.signals().stream())
                .forEach(id -> signals.append(tokenizer.token(id)));
        return signals.isEmpty()
                ? messages
                : messages.stream().map(m -> m.drawn(signals.toString())).toList();
    }

    private boolean isBefore() {
        return model.prompting() == ImagePlaceholders.BEFORE_TEXT || model.prompting() == ImagePlaceholders.BEFORE_LINE;
    }

    @Override
    public List<TokenDocument> documents(List<Message> told) {
        List<Message> messages = drawn(told);
        if (!isBefore()) {
            return laid(messages, c -> c.documents(messages));
        }
        List<TokenDocument> turns = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i).role().equals("assistant")) {
                turns.add(answer(messages.subList(0, i), messages.subList(i, i + 1)));
            }
        }
        if (turns.isEmpty()) {
            throw new FormatException(
                    "A conversation has no message of the role 'assistant', so there is nothing to learn.");
        }
        return turns;
    }

    @Override
    public TokenDocument answer(List<Message> question, List<Message> reply) {
        List<Message> prompt = drawn(question);
        List<Message> answer = drawn(reply);
        if (isBefore()) {
            return new BeforeText(model, tokenizer, counts).answer(prompt, answer);
        }
        List<Message> all = new ArrayList<>(prompt);
        all.addAll(answer);
        return laid(all, c -> List.of(c.answer(prompt, answer))).getFirst();
    }

    @Override
    public TokenDocument prompt(List<Message> told) {
        List<Message> messages = drawn(told);
        return isBefore()
                ? new BeforeText(model, tokenizer, counts).prompt(messages)
                : laid(messages, c -> List.of(c.prompt(messages))).getFirst();
    }

    /** The first way to lay out a conversation in which it has a place for each picture and sound. */
    private List<TokenDocument> laid(List<Message> messages, Function<ChatEncoder, List<TokenDocument>> how) {
        List<MessagePart.Media> media =
                messages.stream().flatMap(m -> m.media().stream()).toList();
        media.forEach(m -> model.sense(m.modality()));
        RuntimeException problem = null;
        for (ChatEncoder way : ways(media.isEmpty())) {
            try {
                return expanded(how.apply(way), media);
            } catch (FormatException e) {
                problem = problem == null ? e : problem;
            }
        }
        throw Objects.requireNonNull(problem);
    }

    private List<ChatEncoder> ways(boolean textAlone) {
        if (chat == null) {
            throw new FormatException(
                    "The data hold messages, but the model has no chat template to lay them out; add a"
                            + " chat_template.jinja to its folder.");
        }
        Map<String, String> placeholders = new HashMap<>();
        model.senses().forEach(s -> placeholders.put(s.modality(), tokenizer.token(s.placeholder())));
        return textAlone ? List.of(chat, chat.ofParts()) : List.of(chat.ofParts(), chat.inline(placeholders));
    }

    private List<TokenDocument> expanded(List<TokenDocument> documents, List<MessagePart.Media> media) {
        List<TokenDocument> out = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            Map<String, Deque<MessagePart.Media>> waiting = new HashMap<>();
            media.forEach(m -> waiting.computeIfAbsent(m.modality(), _ -> new ArrayDeque<>())
                    .add(m));
            out.add(expanded(documents.get(i), waiting));
            boolean last = i + 1 == documents.size();
            int left = waiting.values().stream().mapToInt(Deque::size).sum();
            if (last && left > 0) {
                throw new FormatException("The chat template or tokenizer gives %d places for %d pictures and sounds."
                        .formatted(media.size() - left, media.size()));
            }
        }
        return out;
    }

    /** A document in which each placeholder is as many as there are rows. */
    private TokenDocument expanded(TokenDocument document, Map<String, Deque<MessagePart.Media>> waiting) {
        RowsBuilder out = new RowsBuilder();
        int[] ids = document.ids();
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            InputModality sense = model.senses().stream()
                    .filter(s -> s.placeholder() == id)
                    .findFirst()
                    .orElse(null);
            if (sense == null) {
                out.token(id, document.isLearned(i));
                continue;
            }
            Deque<MessagePart.Media> next = waiting.get(sense.modality());
            if (next == null || next.isEmpty()) {
                throw new FormatException(
                        "The chat template or tokenizer has places for more inputs of the kind %s than"
                                        .formatted(sense.modality())
                                + " the conversation.");
            }
            MessagePart.Media media = next.remove();
            RowCounts.Count count = counts.of(media);
            if (model.prompting() == ImagePlaceholders.FRAMED) {
                out.place(media, framed(sense, count), sense.placeholder());
            } else {
                out.place(media, count.frames().stream().mapToInt(n -> n).sum(), sense.placeholder());
            }
        }
        return out.build(0);
    }

    /** Frames between marks that say which part of the picture each is (Idefics 3). */
    private int[] framed(InputModality sense, RowCounts.Count count) {
        return tokenizer.encode(
                ImagePlaceholders.framed(
                        tokenizer.token(sense.placeholder()), count.frames().getFirst(), count.down(), count.across()),
                false,
                true);
    }
}
