package org.menura.data.source.parquet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.menura.format.FormatException;

/**
 * A column of a schema.
 *
 * @param definition the greatest definition level: of values that are there; 0 if there are no levels
 * @param repetition the greatest repetition level
 */
record Leaf(int definition, int repetition) {
    private static final int MAX_DEPTH = 100;

    /** Hardwood's batches have 16,384 rows at least, three a column. */
    private static final int MAX_FIXED_LENGTH = 4096;

    private static final int OPTIONAL = 1;
    private static final int REPEATED = 2;

    /**
     * The columns of a schema, which lists its nodes from the root, each in front of its children.
     *
     * @throws FormatException if it is no tree, too deep, or has values that are too long
     */
    static List<Leaf> of(List<ThriftStruct> nodes) {
        List<Leaf> out = new ArrayList<>();
        Deque<Group> open = new ArrayDeque<>();
        for (ThriftStruct node : nodes) {
            if (node.int32(2) > MAX_FIXED_LENGTH) {
                throw new FormatException("a column has values of %d bytes each; columns of fixed length may have %d"
                        .formatted(node.int32(2), MAX_FIXED_LENGTH));
            }
            int children = node.int32(5);
            if (children < 0 || children > nodes.size()) {
                throw new FormatException("a group of its schema would have %d fields".formatted(children));
            }
            while (!open.isEmpty() && open.peek().left == 0) {
                open.pop();
            }
            Leaf here = new Leaf(0, 0);
            if (!open.isEmpty()) {
                Group parent = open.peek();
                parent.left--;
                int repetition = node.int32(3);
                here = new Leaf(
                        parent.leaf.definition + (repetition == OPTIONAL || repetition == REPEATED ? 1 : 0),
                        parent.leaf.repetition + (repetition == REPEATED ? 1 : 0));
            }
            if (children == 0) {
                out.add(here);
            } else {
                open.push(new Group(here, children));
            }
            if (open.size() > MAX_DEPTH) {
                throw new FormatException("its schema nests more than %d deep".formatted(MAX_DEPTH));
            }
        }
        return out;
    }

    private static final class Group {
        private final Leaf leaf;
        private int left;

        Group(Leaf leaf, int left) {
            this.leaf = leaf;
            this.left = left;
        }
    }
}
