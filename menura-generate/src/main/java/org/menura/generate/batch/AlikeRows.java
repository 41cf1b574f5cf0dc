package org.menura.generate.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.generate.batch.Batch.Limits;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionPass;
import org.menura.model.adapter.AdaptedModel;

/**
 * How many texts may share a pass so that each gets the bytes that it would get alone. For {@link Limits#ALIKE} every
 * kernel is made so; how many more there may be depends on the types of a model's weights and is found out where more texts
 * are under way: the same tokens pass both ways, and the logits are compared. Which kernel computes a product depends on its
 * shape alone, so what is equal once is equal always.
 */
final class AlikeRows {
    private static final int[] LEVELS = {8, 16};

    /** How often both ways are compared before more texts share passes. */
    private static final int CHECKS = 2;

    private int width = Limits.ALIKE;
    private int level;
    private int equal;

    /** Returns how many rows a pass may have. */
    int width() {
        return width;
    }

    /** Whether it is worth finding out if so many texts may share a pass. */
    boolean asks(int texts) {
        return texts > width && level < LEVELS.length;
    }

    /** Whether a text's rows pass through the model's own weights alone. */
    static boolean isPlain(Member m) {
        return AdaptedModel.updatesOf(m.session().model()).all().isEmpty();
    }

    /**
     * Lets copies of texts, each of which has one token to read, share a pass of as many rows as are in question.
     *
     * @return logits of as many texts as took part
     */
    float[][] together(List<Member> members) {
        List<Session> copies = new ArrayList<>();
        for (int i = 0; i < LEVELS[level]; i++) {
            copies.add(members.get(i % members.size()).session().fork());
        }
        int[] ones = new int[copies.size()];
        Arrays.fill(ones, 1);
        return Arrays.copyOf(SessionPass.readAll(copies, ones), Math.min(copies.size(), members.size()));
    }

    /** Learns whether logits that were computed together are those of the texts alone. */
    void compare(float[][] together, List<float[]> alone) {
        boolean same = together.length > 0 && together.length <= alone.size();
        for (int i = 0; same && i < together.length; i++) {
            same = Arrays.equals(together[i], alone.get(i));
        }
        if (!same) {
            level = LEVELS.length;
        } else if (++equal == CHECKS) {
            width = LEVELS[level++];
            equal = 0;
        }
    }
}
