package org.menura.generate.prompt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.multimodal.ImagePlaceholders;
import org.menura.model.multimodal.InputModality;
import org.menura.model.multimodal.MultimodalModel;

/**
 * An expander of a prompt's placeholders, which makes room among its tokens for the rows of images and audio, whether a
 * model answers the prompt or learns from it.
 *
 * @param tokenizer encodes the marks around parts of images
 */
public record PlaceholderExpander(MultimodalModel model, Tokenizer tokenizer) {
    /**
     * An image or audio.
     *
     * @param ids token ids that stand for it: its modality's placeholder for each row, perhaps with marks around them
     */
    public record Input(Modality modality, int[] ids) {}

    /**
     * The rows of an input among the tokens of a prompt.
     *
     * @param input index of the input among those that were given
     * @param at indices of its rows in the prompt, ascending
     */
    public record Rows(int input, int[] at) {}

    /**
     * A prompt with room for all rows.
     *
     * @param ids token ids, with one that the model knows in the place of each row
     * @param source for each token its index in the prompt before expansion; -1 where it stands for an input
     * @param inputs rows of the inputs, in the order of the prompt
     */
    public record Expanded(int[] ids, int[] source, List<Rows> inputs) {}

    /**
     * Describes an image or audio.
     *
     * @param frames number of rows of each frame of an image; audio has one
     * @param down number of frames below each other; 0 where an image was not cut
     * @param across number of frames beside each other
     */
    public Input input(Modality modality, int[] frames, int down, int across) {
        InputModality input = model.sense(modality);
        int place = input.placeholder();
        if (modality == Modality.IMAGE && model.prompting() == ImagePlaceholders.FRAMED) {
            String text = ImagePlaceholders.framed(tokenizer.token(place), frames[0], down, across);
            return new Input(modality, tokenizer.encode(text, false, true));
        }
        int[] ids = new int[IntStream.of(frames).sum()];
        Arrays.fill(ids, place);
        return new Input(modality, ids);
    }

    /** Lays out a conversation whose images stand before the text, all of it, without a chat template. */
    public int[] before(List<Message> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(m -> text.append(m.text()));
        boolean line = model.prompting() == ImagePlaceholders.BEFORE_LINE;
        int[] ids = tokenizer.encode(text.append(line ? "\n" : "").toString(), true, true);
        IntStream places = messages.stream()
                .flatMap(m -> m.media().stream())
                .map(Content::modality)
                .mapToInt(ChatRenderer::place);
        return IntStream.concat(places, Arrays.stream(line ? begun(ids) : ids)).toArray();
    }

    /** A text behind images begins like one alone also where the tokenizer, as such models' processors save it, begins none. */
    private int[] begun(int[] ids) {
        OptionalInt bos = tokenizer.bos();
        return bos.isEmpty() || ids.length > 0 && ids[0] == bos.getAsInt()
                ? ids
                : IntStream.concat(IntStream.of(bos.getAsInt()), Arrays.stream(ids))
                        .toArray();
    }

    /**
     * Expands each place to the tokens of an input, those of a modality in order.
     *
     * @param ids token ids with {@link ChatRenderer#place} for each input
     * @throws FormatException if there are more places than inputs
     */
    public static Expanded expand(MultimodalModel model, int[] ids, List<Input> inputs) {
        Map<Modality, Deque<Integer>> waiting = new EnumMap<>(Modality.class);
        for (int i = 0; i < inputs.size(); i++) {
            waiting.computeIfAbsent(inputs.get(i).modality, _ -> new ArrayDeque<>())
                    .add(i);
        }
        int room = ids.length + inputs.stream().mapToInt(i -> i.ids.length).sum();
        int[] out = new int[room];
        int[] source = new int[room];
        int length = 0;
        List<Rows> rows = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            Modality modality = ChatRenderer.placed(ids[i]);
            if (modality == null) {
                source[length] = i;
                out[length++] = ids[i];
                continue;
            }
            Deque<Integer> next = waiting.getOrDefault(modality, new ArrayDeque<>());
            if (next.isEmpty()) {
                throw new FormatException(
                        "The chat template or tokenizer has places for more inputs of the kind %s than"
                                        .formatted(modality)
                                + " the conversation.");
            }
            Input input = inputs.get(next.element());
            int place = model.sense(modality).placeholder();
            int known =
                    place >= 0 && place < model.backbone().vocabulary() ? place : 0; // published ones may lie behind it
            int[] at = new int[input.ids.length];
            int count = 0;
            for (int id : input.ids) {
                if (id == place) {
                    at[count++] = length;
                }
                source[length] = -1;
                out[length++] = id == place ? known : id;
            }
            rows.add(new Rows(next.remove(), Arrays.copyOf(at, count)));
        }
        return new Expanded(Arrays.copyOf(out, length), Arrays.copyOf(source, length), rows);
    }
}
