package org.menura.model.vision;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.format.image.Image;
import org.menura.format.image.Resampling;
import org.menura.format.image.Resize;
import org.menura.model.Config;

/** How a picture is brought to its size: the forms that {@code size} has in image processors. */
sealed interface Sizing {
    /** Resizes a picture. */
    Image apply(Image image, Resampling method);

    record None() implements Sizing {
        @Override
        public Image apply(Image image, Resampling method) {
            return image;
        }
    }

    record Exact(int width, int height) implements Sizing {
        @Override
        public Image apply(Image image, Resampling method) {
            return Resize.to(image, width, height, method);
        }
    }

    /** The shorter edge becomes {@code edge}, or as much as leaves the longer one at {@code longest} (0: any). */
    record ShortestEdge(int edge, int longest) implements Sizing {
        @Override
        public Image apply(Image image, Resampling method) {
            return Geometry.shortestEdge(image, edge, longest, method);
        }
    }

    /** As large as fits, smaller pictures too. */
    record Within(int width, int height) implements Sizing {
        @Override
        public Image apply(Image image, Resampling method) {
            return Geometry.within(image, width, height, method);
        }
    }

    /** The longer edge becomes {@code edge}, as Idefics 3 rounds it. */
    record LongestEdge(int edge) implements Sizing {
        /** The longest edge that Idefics 3 takes, whatever is asked for. */
        private static final int MOST = 4096;

        @Override
        public Image apply(Image image, Resampling method) {
            return Geometry.longestEdge(image, edge, MOST, method);
        }
    }

    /** Reads the {@code size} of a processor. */
    static Sizing of(Config c, Preset p) {
        JsonNode raw = c.raw("size");
        Config size = raw.isObject() ? c.object("size") : null;
        if (size == null) {
            boolean shortest = c.has("size") ? numberIsShortest(c, p) : p.byShortestEdge();
            return shortest && !raw.isArray()
                    ? new ShortestEdge(c.positive("size", p.size()), 0)
                    : exact(c, "size", p.size());
        }
        if (size.has("shortest_edge")) {
            int longest = size.has("longest_edge") ? size.positive("longest_edge") : 0;
            return new ShortestEdge(size.positive("shortest_edge"), longest);
        }
        if (size.has("max_height") && size.has("max_width")) {
            return new Within(size.positive("max_width"), size.positive("max_height"));
        }
        return exact(c, "size", p.size());
    }

    /** SigLIP's size is a square, but a number that stands for it is the shortest edge. */
    private static boolean numberIsShortest(Config c, Preset p) {
        return !c.flag("default_to_square", !p.byShortestEdge() && p != Preset.SIGLIP);
    }

    /** Reads the {@code size} of Idefics 3's processor. */
    static Sizing ofSquares(Config c, Preset p) {
        Config size = c.raw("size").isObject() ? c.object("size") : null;
        boolean exact = size != null && size.has("height") && size.has("width") && !size.has("longest_edge");
        return exact
                ? exact(c, "size", p.size())
                : new LongestEdge(size == null ? p.size() : size.positive("longest_edge", p.size()));
    }

    /** Reads a height and a width: a number for both, the two in a list, or each by its name. */
    static Exact exact(Config c, String name, int fallback) {
        JsonNode raw = c.raw(name);
        if (raw.isArray() && raw.size() == 2) {
            int[] sides = c.ids(name);
            if (sides[0] < 1 || sides[1] < 1) {
                throw c.unsupported(name, "height and width must be at least 1");
            }
            return new Exact(sides[1], sides[0]);
        }
        Config size = raw.isObject() ? c.object(name) : null;
        if (size == null) {
            int side = c.positive(name, fallback);
            return new Exact(side, side);
        }
        if (!size.has("height") || !size.has("width")) {
            throw c.unsupported(
                    name, "supported: height and width, or for the size shortest_edge, or max_height and max_width");
        }
        return new Exact(size.positive("width"), size.positive("height"));
    }
}
