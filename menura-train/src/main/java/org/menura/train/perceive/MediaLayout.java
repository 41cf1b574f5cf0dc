package org.menura.train.perceive;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.data.ChatEncoder;
import org.menura.data.ChatLayout;
import org.menura.data.Conversation;
import org.menura.data.PlacedMedia;
import org.menura.data.TokenDocument;
import org.menura.data.TokenIds;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.prompt.PlaceholderExpander;
import org.menura.model.multimodal.MultimodalModel;

/** The layout of conversations with images and audio in the prompts of a multimodal model. */
public final class MediaLayout implements ChatLayout {
    private final MultimodalModel model;
    private final Tokenizer tokenizer;
    private final @Nullable ChatEncoder chat;
    private final RowCounts counts;
    private final PlaceholderExpander expander;

    /**
     * Makes the layout of a model.
     *
     * @param texts the encoder of texts; null if there is no chat template, which models with images before the text do
     *     without
     */
    public MediaLayout(MultimodalModel model, Tokenizer tokenizer, @Nullable ChatEncoder texts, MediaSource source) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.chat = texts == null
                ? null
                : new ChatEncoder(texts.renderer().withMedia(model.placeholders(), model.signals()));
        this.expander = new PlaceholderExpander(model, tokenizer);
        this.counts = new RowCounts(model, source, expander);
    }

    private MediaLayout(MediaLayout layout, @Nullable ChatEncoder chat) {
        this.model = layout.model;
        this.tokenizer = layout.tokenizer;
        this.chat = chat;
        this.expander = layout.expander;
        this.counts = layout.counts;
    }

    @Override
    public MediaLayout with(Conversation.Given given) {
        return chat == null ? this : new MediaLayout(this, chat.with(given));
    }

    @Override
    public List<TokenDocument> documents(List<Message> messages, int asked) {
        if (!model.prompting().areBefore()) {
            return expanded(chat(messages).documents(messages, asked), messages);
        }
        List<TokenDocument> turns = new ArrayList<>();
        for (int i = asked; i < messages.size(); i++) {
            if (messages.get(i).isAssistant()) {
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
    public TokenDocument answer(List<Message> prompt, List<Message> answer) {
        List<Message> all = new ArrayList<>(prompt);
        all.addAll(answer);
        return model.prompting().areBefore()
                ? before(prompt, answer)
                : expanded(List.of(chat(all).answer(prompt, answer)), all).getFirst();
    }

    @Override
    public TokenDocument prompt(List<Message> messages) {
        return model.prompting().areBefore()
                ? before(messages, List.of())
                : expanded(List.of(chat(messages).prompt(messages)), messages).getFirst();
    }

    private ChatEncoder chat(List<Message> messages) {
        if (chat == null) {
            throw new FormatException(
                    "The data hold messages, but the model has no chat template to lay them out; add a"
                            + " chat_template.jinja to its folder.");
        }
        chat.renderer().media(messages).forEach(c -> model.sense(c.modality())); // says that there is none
        return chat;
    }

    /** Images stand before the text; the answer ends with the end of sequence. */
    private TokenDocument before(List<Message> prompt, List<Message> answer) {
        List<Content> media = prompt.stream().flatMap(m -> m.media().stream()).toList();
        int[] before = expander.before(prompt);
        int[] ids = before;
        if (!answer.isEmpty()) {
            StringBuilder text = new StringBuilder();
            answer.forEach(m -> text.append(m.text()));
            OptionalInt end = tokenizer.eos();
            ids = TokenIds.joined(ids, tokenizer.encode(text.toString(), false, false));
            ids = end.isEmpty() ? ids : TokenIds.joined(ids, new int[] {end.getAsInt()});
        }
        int prefix = media.isEmpty() || !model.bidirectionalPrompt() ? 0 : before.length;
        return expanded(TokenIds.learned(ids, before.length, ids.length), media, prefix);
    }

    private List<TokenDocument> expanded(List<TokenDocument> documents, List<Message> messages) {
        List<Content> media = chat(messages).renderer().media(messages);
        List<TokenDocument> out =
                documents.stream().map(d -> expanded(d, media, 0)).toList();
        int places = out.getLast().media().places().size();
        if (places < media.size()) {
            throw new FormatException("The chat template or tokenizer gives %d places for %d pictures and sounds."
                    .formatted(places, media.size()));
        }
        return out;
    }

    /**
     * A document in which each place is as many tokens as there are rows.
     *
     * @param prefix how many of its first tokens, all places among them, see each other in both directions
     */
    private TokenDocument expanded(TokenDocument document, List<Content> media, int prefix) {
        PlaceholderExpander.Expanded all = PlaceholderExpander.expand(
                model, document.ids(), media.stream().map(counts::of).toList());
        boolean[] learned = new boolean[all.ids().length];
        for (int i = 0; i < learned.length; i++) {
            learned[i] = all.source()[i] >= 0 && document.isLearned(all.source()[i]);
        }
        List<PlacedMedia.Place> places = new ArrayList<>();
        for (PlaceholderExpander.Rows rows : all.inputs()) {
            Content of = media.get(rows.input());
            places.add(new PlacedMedia.Place(of.modality(), RowCounts.file(of), PlacedMedia.Rows.of(rows.at())));
        }
        int seen = prefix == 0 ? 0 : prefix + learned.length - document.length();
        return new TokenDocument(all.ids(), learned, new PlacedMedia(places, seen));
    }
}
