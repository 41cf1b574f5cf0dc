package org.menura.generate.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.ModalityProcessor.Perceived;
import org.menura.generate.session.Prompt;
import org.menura.model.InputEmbeds;
import org.menura.model.adapter.AdaptedModel;
import org.menura.model.adapter.AdapterRows;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Tensor;

/** A processor that turns messages with images and audio into prompts of a multimodal model. */
public final class MultimodalProcessor {
    private final LoadedModel.Decoder bundle;
    private final MultimodalModel model;
    private final PlaceholderExpander expander;
    private final Map<Modality, ModalityProcessor> processors = new EnumMap<>(Modality.class);

    /**
     * Creates the processor of a model.
     *
     * @throws FormatException if it perceives nothing, or its files don't say how inputs are prepared
     */
    public MultimodalProcessor(LoadedModel.Decoder bundle) {
        MultimodalModel senses = bundle.senses();
        if (senses == null) {
            throw new FormatException(bundle.source().path() + " takes in text alone, no pictures and no sounds");
        }
        this.bundle = bundle;
        this.model = senses;
        this.expander = new PlaceholderExpander(model, bundle.text().tokenizer());
        for (InputModality sense : model.senses()) {
            processors.put(sense.modality(), ModalityProcessor.of(sense, expander, bundle.source()));
        }
    }

    /**
     * Builds the prompt of a conversation, and of what introduces the assistant's next turn where the model has a chat
     * template; without one, of all media and all texts of it.
     *
     * @throws FormatException if the model has no sense for one of the media, or no place
     */
    public Prompt of(List<Message> messages) {
        if (messages.stream().allMatch(m -> m.media().isEmpty())) {
            throw new IllegalArgumentException("there is no picture and no sound among the messages");
        }
        boolean before = model.prompting().areBefore();
        boolean chats = !before && bundle.text().hasChatTemplate();
        List<Content> media = chats
                ? bundle.chat().media(messages)
                : messages.stream().flatMap(m -> m.media().stream()).toList();
        media.forEach(c -> model.sense(c.modality())); // says that there is none
        return placed(before ? expander.before(messages) : chats ? laidOut(messages) : bare(messages), media);
    }

    private Prompt placed(int[] ids, List<Content> media) {
        long places = IntStream.of(ids).filter(id -> id < 0).count();
        if (places < media.size()) {
            throw new FormatException("the chat template or tokenizer of %s gives %d places for %d pictures and sounds"
                    .formatted(bundle.source().path(), places, media.size()));
        }
        return prompt(ids, media);
    }

    /**
     * Builds the prompt of a text that no chat template lays out: media stand in it where {@code <image>} or {@code
     * <audio>} does, those without a place before it, each on a line of its own.
     *
     * @throws FormatException if the model has no sense for one of the media
     * @throws IllegalArgumentException if there are no media, or more places for a kind than there are of it
     */
    public Prompt raw(String text, List<? extends Content> media) {
        Message message = Message.user(text, media);
        if (model.prompting().areBefore() || media.isEmpty()) {
            return of(List.of(message));
        }
        media.forEach(c -> model.sense(c.modality()));
        long placed = media.stream()
                .map(Content::modality)
                .distinct()
                .mapToLong(kind -> Pattern.compile("<" + kind + ">")
                        .matcher(text)
                        .results()
                        .count())
                .sum();
        StringBuilder out = new StringBuilder();
        write(message.content(), media.size() - (int) placed, out);
        return placed(bare(out), message.media());
    }

    private int[] laidOut(List<Message> messages) {
        ChatRenderer chat = bundle.chat();
        return chat.placedIds(chat.render(messages, true).text());
    }

    /** All texts, and a placeholder for each image or audio; those before a message's texts are on lines of their own. */
    private int[] bare(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            List<Content> parts = message.content();
            int first = 0;
            while (first < parts.size() && !(parts.get(first) instanceof Content.Text)) {
                first++;
            }
            write(parts, first, text);
        }
        return bare(text);
    }

    /** Writes parts, of which the first are on lines of their own. */
    private void write(List<Content> parts, int lines, StringBuilder to) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof Content.Text(String t)) {
                to.append(t);
            } else {
                int placeholder = model.sense(parts.get(i).modality()).placeholder();
                to.append(expander.tokenizer().token(placeholder)).append(i < lines ? "\n" : "");
            }
        }
    }

    private int[] bare(StringBuilder text) {
        Map<Integer, Integer> places = new HashMap<>();
        model.placeholders().forEach((modality, id) -> places.put(id, ChatRenderer.place(modality)));
        return Arrays.stream(bundle.text().prompt(text.toString()))
                .map(id -> places.getOrDefault(id, id))
                .toArray();
    }

    /**
     * Builds the prompt of a conversation's end.
     *
     * @param ids token ids with {@link ChatRenderer#place} for each image or audio
     * @param media images and audio of the conversation, of which the last have a place among the ids
     */
    public Prompt prompt(int[] ids, List<Content> media) {
        List<PlaceholderExpander.Input> inputs = new ArrayList<>();
        Map<Modality, List<Tensor>> rows = new EnumMap<>(Modality.class);
        processors.forEach((modality, processor) -> {
            List<Content> all =
                    media.stream().filter(c -> c.modality() == modality).toList();
            int place = ChatRenderer.place(modality);
            int unread = (int) IntStream.of(ids).filter(id -> id == place).count();
            if (unread > all.size()) {
                throw new FormatException(
                        "the chat template or tokenizer of %s gives %d places for %d inputs of the kind %s"
                                .formatted(bundle.source().path(), unread, all.size(), modality));
            }
            if (unread > 0) {
                Perceived perceived = AdapterRows.during(
                        AdaptedModel.updatesOf(bundle.model()),
                        () -> processor.perceive(all.subList(all.size() - unread, all.size())));
                inputs.addAll(perceived.inputs());
                rows.put(modality, perceived.rows());
            }
        });
        PlaceholderExpander.Expanded expanded = PlaceholderExpander.expand(model, ids, inputs);
        List<InputEmbeds> embeds = new ArrayList<>();
        rows.forEach((modality, tensors) -> {
            int[] at = expanded.inputs().stream()
                    .filter(r -> inputs.get(r.input()).modality() == modality)
                    .flatMapToInt(r -> Arrays.stream(r.at()))
                    .toArray();
            int from = 0;
            for (Tensor tensor : tensors) {
                int to = from + tensor.dim(0);
                embeds.add(new InputEmbeds(Arrays.copyOfRange(at, from, to), tensor));
                from = to;
            }
        });
        return new Prompt(expanded.ids(), embeds, model.bidirectionalPrompt());
    }
}
