package org.menura.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.template.TemplateException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.ChatPrompt.Piece;
import org.menura.model.Features;
import org.menura.model.multimodal.Inputs;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.model.multimodal.Prompting;
import org.menura.model.multimodal.Sense;
import org.menura.model.vision.ImageProcessor;
import org.menura.model.vision.Prepared;
import org.menura.tensor.Segments;

/** Turns messages with pictures into prompts of a model that sees. */
public final class MediaPrompts {
    private final ModelBundle.Decoder bundle;
    private final MultimodalModel model;
    private final Sense sense;
    private final ImageProcessor processor;
    private final Tokenizer tokenizer;

    /**
     * Prompts of a model.
     *
     * @throws FormatException if it does not see, or its files don't say how pictures are prepared
     */
    public MediaPrompts(ModelBundle.Decoder bundle) {
        MultimodalModel senses = bundle.senses();
        if (senses == null) {
            throw new FormatException(bundle.source().path() + " takes in text alone, no pictures");
        }
        this.bundle = bundle;
        this.model = senses;
        this.sense = senses.sense("image");
        this.processor = Pictures.processor(bundle.source());
        this.tokenizer = bundle.text().tokenizer();
    }

    /**
     * The prompt of a conversation, and of what introduces the assistant's next turn where the model has a chat template;
     * without one, all pictures and all texts of it.
     */
    public MediaPrompt of(List<Message> messages) {
        List<Image> pictures = new ArrayList<>();
        for (Message message : messages) {
            for (Part part : message.parts()) {
                if (part instanceof Part.Picture(Image image)) {
                    pictures.add(image);
                }
            }
        }
        List<Prepared> prepared = pictures.stream().map(processor::prepare).toList();
        if (prepared.isEmpty()) {
            throw new IllegalArgumentException("there is no picture among the messages");
        }
        Features features = sense.perceive(Inputs.of(processor.pixels(prepared)));
        boolean before = model.prompting() == Prompting.BEFORE_TEXT || model.prompting() == Prompting.BEFORE_LINE;
        return before ? before(messages, features) : inText(messages, prepared, features);
    }

    private MediaPrompt before(List<Message> messages, Features features) {
        StringBuilder text = new StringBuilder();
        messages.forEach(m -> text.append(m.text()));
        if (model.prompting() == Prompting.BEFORE_LINE) {
            text.append('\n');
        }
        int rows = features.segments().rows();
        int[] ids = new int[rows];
        Arrays.fill(ids, stand());
        return prompt(
                join(List.of(ids, bundle.text().prompt(text.toString()))),
                IntStream.range(0, rows).toArray(),
                features);
    }

    private MediaPrompt inText(List<Message> messages, List<Prepared> pictures, Features features) {
        List<int[]> parts = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        int length = 0;
        int picture = 0;
        int frame = 0;
        for (Piece piece : written(messages, pictures.size())) {
            for (int id : piece.ids()) {
                int[] part = {id};
                if (id == sense.placeholder() && !piece.literal()) {
                    Prepared p = pictures.get(picture++);
                    part = frames(p, frame, features.segments());
                    frame += p.frames().size();
                    for (int i = 0; i < part.length; i++) {
                        if (part[i] == sense.placeholder()) {
                            at.add(length + i);
                            part[i] = stand();
                        }
                    }
                }
                length += part.length;
                parts.add(part);
            }
        }
        return prompt(join(parts), at.stream().mapToInt(Integer::intValue).toArray(), features);
    }

    /** An id that may be looked up, should anybody: published models have placeholders behind the vocabulary. */
    private int stand() {
        int id = sense.placeholder();
        return id >= 0 && id < bundle.model().vocabulary() ? id : 0;
    }

    private MediaPrompt prompt(int[] ids, int[] at, Features features) {
        return new MediaPrompt(ids, at, features.rows(), model.bidirectionalPrompt());
    }

    /** A conversation with one placeholder per picture. */
    private List<Piece> written(List<Message> messages, int pictures) {
        String placeholder = tokenizer.token(sense.placeholder());
        if (!bundle.text().hasChatTemplate()) {
            StringBuilder text = new StringBuilder();
            for (Message message : messages) {
                for (Part part : message.parts()) {
                    text.append(part instanceof Part.Text(String t) ? t : placeholder + "\n");
                }
            }
            return checked(List.of(new Piece(bundle.text().prompt(text.toString()), false)), pictures);
        }
        ChatPrompt chat = new ChatPrompt(bundle.text().chatTemplate(), tokenizer);
        try {
            List<Piece> pieces = chat.pieces(chat.render(messages));
            if (places(pieces) == pictures) {
                return pieces;
            }
        } catch (TemplateException e) {
            // It may be one of the templates that know texts alone.
        }
        return checked(chat.pieces(chat.renderTexts(messages, placeholder)), pictures);
    }

    private List<Piece> checked(List<Piece> pieces, int pictures) {
        if (places(pieces) != pictures) {
            throw new FormatException("the chat template or tokenizer of %s gives %d places for %d pictures"
                    .formatted(bundle.source().path(), places(pieces), pictures));
        }
        return pieces;
    }

    private int places(List<Piece> pieces) {
        return (int) pieces.stream()
                .filter(p -> !p.literal())
                .flatMapToInt(p -> Arrays.stream(p.ids()))
                .filter(i -> i == sense.placeholder())
                .count();
    }

    /** What stands for a picture: placeholders, one for each row of its frames, perhaps with marks around them. */
    private int[] frames(Prepared p, int first, Segments rows) {
        if (model.prompting() != Prompting.FRAMED) {
            int[] out = new int
                    [IntStream.range(first, first + p.frames().size())
                            .map(rows::length)
                            .sum()];
            Arrays.fill(out, sense.placeholder());
            return out;
        }
        String token = tokenizer.token(sense.placeholder());
        String text = Prompting.framed(token, rows.length(first), p.rows(), p.columns());
        return tokenizer.encode(text, false, true);
    }

    private static int[] join(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
