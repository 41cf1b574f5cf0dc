package org.menura.model.gguf;

import java.util.ArrayList;
import java.util.List;

/**
 * One tensor of a GGUF file and what it is in a Hugging Face checkpoint.
 *
 * @param gguf name in the file
 * @param huggingFace names in the checkpoint, one per part
 * @param conversion how one becomes the other
 */
public record Mapping(String gguf, List<String> huggingFace, Conversion conversion) {
    /** Collects the mappings of a family; {@code {}} in names stands for the block that is being described. */
    public static final class Table {
        private final List<Mapping> mappings = new ArrayList<>();
        private String block = "";

        /** Describes block {@code i} from now on. */
        public Table block(int i) {
            block = Integer.toString(i);
            return this;
        }

        /** The same tensor under two names. */
        public Table same(String gguf, String huggingFace) {
            return add(gguf, Conversion.same(), huggingFace);
        }

        /** A weight and a bias, each the same under two names that lack {@code .weight} and {@code .bias}. */
        public Table weightAndBias(String gguf, String huggingFace) {
            return same(gguf + ".weight", huggingFace + ".weight").same(gguf + ".bias", huggingFace + ".bias");
        }

        /** A tensor that is converted. */
        public Table add(String gguf, Conversion conversion, String... huggingFace) {
            List<String> names = new ArrayList<>();
            for (String n : huggingFace) {
                names.add(n.replace("{}", block));
            }
            mappings.add(new Mapping(gguf.replace("{}", block), List.copyOf(names), conversion));
            return this;
        }

        /** All mappings, in the order in which a file holds them. */
        public List<Mapping> mappings() {
            return List.copyOf(mappings);
        }
    }
}
