package org.menura.generate.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatPrompt;
import org.menura.chat.ChatPrompt.Piece;
import org.menura.chat.Message;
import org.menura.chat.Part;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.ModalityProcessor.Perceived;
import org.menura.generate.session.Prompt;
import org.menura.model.multimodal.ImagePlaceholders;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.tensor.Tensor;

/** Turns messages with pictures and sounds into prompts of a model that perceives them. */
public final class MultimodalProcessor {
    private final LoadedModel.Decoder bundle;
    private final MultimodalModel model;
    private final Map<String, ModalityProcessor> perceivers = new HashMap<>();
    private final Tokenizer tokenizer;
    private @Nullable ChatPrompt chat;

    /**
     * Prompts of a model.
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
        this.tokenizer = bundle.text().tokenizer();
        for (InputModality sense : model.senses()) {
            perceivers.put(sense.modality(), ModalityProcessor.of(sense, model, bundle.source(), tokenizer));
        }
    }

    /**
     * The prompt of a conversation, and of what introduces the assistant's next turn where the model has a chat template;
     * without one, all media and all texts of it.
     *
     * @throws FormatException if the model has no sense for one of the media
     */
    public Prompt of(List<Message> messages) {
        if (media(messages).isEmpty()) {
            throw new IllegalArgumentException("there is no picture and no sound among the messages");
        }
        boolean before = model.prompting() == ImagePlaceholders.BEFORE_TEXT
                || model.prompting() == ImagePlaceholders.BEFORE_LINE;
        if (before) {
            return before(messages);
        }
        return bundle.text().hasChatTemplate() ? of(messages, rendered(messages)) : bare(messages);
    }

    private Prompt before(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(m -> text.append(m.text()));
        if (model.prompting() == ImagePlaceholders.BEFORE_LINE) {
            text.append('\n');
        }
        Tensor rows = joined(perceived(media(messages)).values().stream()
                .flatMap(List::stream)
                .toList());
        int[] ids = new int[rows.dim(0)];
        Arrays.fill(ids, stand(model.sense("image")));
        return new Prompt(
                join(List.of(ids, bundle.text().prompt(text.toString()))),
                IntStream.range(0, ids.length).toArray(),
                rows,
                model.bidirectionalPrompt());
    }

    /** All texts, and a placeholder and a line break for each picture or sound. */
    private Prompt bare(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                text.append(part instanceof Part.Text(String t) ? t : placeholder(part) + "\n");
            }
        }
        List<Piece> pieces = List.of(new Piece(bundle.text().prompt(text.toString()), false));
        check(pieces, messages);
        return prompt(pieces, messages);
    }

    /**
     * The text of a conversation, with a placeholder for each picture and sound; see {@link ChatPrompt#render}.
     *
     * @throws FormatException if the chat template has no places for them
     */
    public String rendered(List<Message> messages) {
        ChatPrompt prompt = chat();
        try {
            String text = prompt.render(messages);
            if (fits(prompt.pieces(text), messages)) {
                return text;
            }
        } catch (TemplateException e) {
            // It may be one of the templates that know texts alone.
            if (media(messages).isEmpty()) {
                throw e;
            }
        }
        String text = prompt.renderTexts(messages, this::placeholder);
        check(prompt.pieces(text), messages);
        return text;
    }

    private ChatPrompt chat() {
        ChatPrompt made = chat;
        if (made == null) {
            made = new ChatPrompt(bundle.text().chatTemplate(), tokenizer, bundle.signals());
            chat = made;
        }
        return made;
    }

    /**
     * The prompt of the end of what {@link #rendered} returned: the last pictures and sounds of the conversation, as many
     * as that has places for.
     */
    public Prompt of(List<Message> messages, String end) {
        return prompt(chat().pieces(end), messages);
    }

    private Prompt prompt(List<Piece> pieces, List<Message> messages) {
        List<Part> unread = new ArrayList<>();
        for (InputModality sense : model.senses()) {
            List<Part> all = media(messages).stream()
                    .filter(p -> p.modality().equals(sense.modality()))
                    .toList();
            unread.addAll(all.subList(all.size() - places(pieces, sense), all.size()));
        }
        Map<String, List<Perceived>> perceived = perceived(unread);
        Map<String, Iterator<Perceived>> next = new HashMap<>();
        perceived.forEach((modality, list) -> next.put(modality, list.iterator()));
        List<int[]> parts = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        List<Perceived> order = new ArrayList<>();
        int length = 0;
        for (Piece piece : pieces) {
            for (int id : piece.ids()) {
                int[] part = {id};
                InputModality sense = piece.literal() ? null : senseOf(id);
                Iterator<Perceived> of = sense == null ? null : next.get(sense.modality());
                if (sense != null && of != null) {
                    Perceived p = of.next();
                    order.add(p);
                    part = p.ids().clone();
                    for (int i = 0; i < part.length; i++) {
                        if (part[i] == sense.placeholder()) {
                            at.add(length + i);
                            part[i] = stand(sense);
                        }
                    }
                }
                length += part.length;
                parts.add(part);
            }
        }
        return new Prompt(
                join(parts),
                at.stream().mapToInt(Integer::intValue).toArray(),
                joined(order),
                model.bidirectionalPrompt());
    }

    private @Nullable InputModality senseOf(int id) {
        return model.senses().stream()
                .filter(s -> s.placeholder() == id)
                .findFirst()
                .orElse(null);
    }

    /** Everything of a modality at once, by modality. */
    private Map<String, List<Perceived>> perceived(List<Part> media) {
        Map<String, List<Part>> byModality = new LinkedHashMap<>();
        media.forEach(p ->
                byModality.computeIfAbsent(p.modality(), _ -> new ArrayList<>()).add(p));
        Map<String, List<Perceived>> out = new LinkedHashMap<>();
        byModality.forEach((modality, parts) -> {
            ModalityProcessor perceiver = perceivers.get(model.sense(modality).modality());
            if (perceiver != null) {
                out.put(modality, perceiver.perceive(parts));
            }
        });
        return out;
    }

    /** Rows of all behind each other, [rows, width]. */
    private static Tensor joined(Collection<Perceived> perceived) {
        int rows = perceived.stream().mapToInt(p -> p.rows().dim(0)).sum();
        int width =
                perceived.stream().mapToInt(p -> p.rows().dim(1)).findFirst().orElse(0);
        float[] all = new float[Math.multiplyExact(rows, width)];
        int at = 0;
        for (Perceived p : perceived) {
            float[] own = p.rows().toFloats();
            System.arraycopy(own, 0, all, at, own.length);
            at += own.length;
        }
        return Tensor.of(all, rows, width);
    }

    /** An id that may be looked up, should anybody: published models have placeholders behind the vocabulary. */
    private int stand(InputModality sense) {
        int id = sense.placeholder();
        return id >= 0 && id < bundle.model().vocabulary() ? id : 0;
    }

    private String placeholder(Part part) {
        return tokenizer.token(model.sense(part.modality()).placeholder());
    }

    /** What the model is to perceive; what it has drawn itself it knows as signal tokens. */
    private List<Part> media(List<Message> messages) {
        return messages.stream()
                .filter(m -> bundle.signals().isEmpty() || !m.role().equals("assistant"))
                .flatMap(m -> m.parts().stream())
                .filter(p -> !(p instanceof Part.Text))
                .toList();
    }

    private boolean fits(List<Piece> pieces, List<Message> messages) {
        for (Part part : media(messages)) {
            model.sense(part.modality()); // says that there is none
        }
        return model.senses().stream().allMatch(s -> places(pieces, s) == count(messages, s));
    }

    private long count(List<Message> messages, InputModality sense) {
        return media(messages).stream()
                .filter(p -> p.modality().equals(sense.modality()))
                .count();
    }

    private void check(List<Piece> pieces, List<Message> messages) {
        if (fits(pieces, messages)) {
            return;
        }
        for (InputModality sense : model.senses()) {
            if (places(pieces, sense) != count(messages, sense)) {
                throw new FormatException(
                        "the chat template or tokenizer of %s gives %d places for %d inputs of the kind %s"
                                .formatted(
                                        bundle.source().path(),
                                        places(pieces, sense),
                                        count(messages, sense),
                                        sense.modality()));
            }
        }
    }

    private static int places(List<Piece> pieces, InputModality sense) {
        return (int) pieces.stream()
                .filter(p -> !p.literal())
                .flatMapToInt(p -> Arrays.stream(p.ids()))
                .filter(i -> i == sense.placeholder())
                .count();
    }

    private static int[] join(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
