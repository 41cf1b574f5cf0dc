package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.hf.quant.PackedIntegers.Layout;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * GPTQ (arXiv 2210.17323) as AutoGPTQ and GPTQModel save it: integers of 2 to 8 bits packed along the inputs of a
 * layer, with a float16 scale and a zero point for each group of inputs and output. The first version of the format
 * stores zero points less one.
 *
 * @param bits of an integer, where the shapes do not tell
 * @param planes bits of the integers that are packed plane by plane
 * @param groupSize inputs of a group; those of the layer if it is not positive
 * @param first whether zero points are stored less one
 * @param as type of the decoded weights
 */
record Gptq(int bits, Set<Integer> planes, int groupSize, boolean first, DType as) implements Method {
    private static final String CODES = ".qweight";
    private static final List<Integer> BITS = List.of(2, 3, 4, 5, 6, 7, 8);
    private static final Map<String, Set<Integer>> PLANES =
            Map.of("gptq", Set.of(5, 6, 7), "gptq_v2", Set.of(5, 6, 7), "gptq_p", Set.of(3, 5, 6, 7));

    static Gptq of(JsonNode settings, String source, DType as) {
        String format = settings.path("checkpoint_format")
                .asText(settings.path("format").asText("gptq"));
        boolean marlin = settings.path("is_marlin_format").asBoolean();
        Set<Integer> planes = PLANES.get(format);
        if (marlin || planes == null) {
            throw new FormatException("%s: the GPTQ format \"%s\" is not supported; save the model as gptq or gptq_v2"
                    .formatted(source, marlin ? "marlin" : format));
        }
        return of(settings, planes, format.equals("gptq"), source, as);
    }

    /**
     * The method of settings that say their format elsewhere.
     *
     * @throws FormatException if integers have a number of bits that no format has
     */
    static Gptq of(JsonNode settings, Set<Integer> planes, boolean first, String source, DType as) {
        int bits = settings.path("bits").asInt(4);
        if (!BITS.contains(bits)) {
            throw new FormatException(
                    "%s: integers of %d bits are not supported; supported are 2 to 8".formatted(source, bits));
        }
        return new Gptq(bits, planes, settings.path("group_size").asInt(-1), first, as);
    }

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            if (name.endsWith(CODES)) {
                String module = name.substring(0, name.length() - CODES.length());
                layer(stored, module, out);
            }
        }
    }

    private void layer(Stored stored, String module, Decoded out) {
        String codes = module + CODES;
        String zeros = module + ".qzeros";
        String scales = module + ".scales";
        String index = module + ".g_idx";
        stored.require(zeros, module);
        stored.require(scales, module);
        Shape packed = stored.matrix(codes, DType.I32, DType.I16, DType.I8);
        Shape scaled = stored.matrix(scales, DType.F16, DType.BF16, DType.F32);
        DType word = stored.dtype(codes);
        long groups = scaled.size(0);
        long outputs = scaled.size(1);
        int width = width(stored, zeros, word, outputs);
        long inputs = stored.has(index)
                ? stored.shape(index).elements()
                : packed.size(0) * word.blockBytes() * Byte.SIZE / width;
        stored.expect(codes, PackedIntegers.words(inputs, word, width, layout(width)), outputs);
        stored.expect(zeros, groups, PackedIntegers.words(outputs, word, width, layout(width)));
        boolean whole = word == DType.I32 && inputs % Integer.SIZE == 0 && outputs % Integer.SIZE == 0;
        if (planes.contains(width) && !whole) {
            throw stored.wrong("%s is %s of shape %s, no planes of %d bits", codes, word, packed, width);
        }
        long size = groupSize > 0 && Math.ceilDiv(inputs, (long) groupSize) == groups
                ? groupSize
                : Math.ceilDiv(inputs, groups);
        if (!stored.has(index) && Math.ceilDiv(inputs, size) != groups) {
            throw stored.wrong("%s has %d groups, which do not share %d inputs", scales, groups, inputs);
        }
        Shape shape = Shape.of(outputs, inputs);
        out.add(
                module + ".weight",
                Rows.entry(shape, as, () -> rows(stored, module, shape, width, size)),
                codes,
                zeros,
                scales,
                index);
    }

    private Layout layout(int width) {
        return planes.contains(width) ? Layout.PLANES : Layout.STREAM;
    }

    /** The bits of an integer: layers may have more than the settings say, and then the zero points tell. */
    private int width(Stored stored, String zeros, DType word, long outputs) {
        Shape shape = stored.matrix(zeros, word);
        for (int width : BITS) {
            if (PackedIntegers.words(outputs, word, width, layout(width)) == shape.size(1)
                    && PackedIntegers.words(outputs, word, bits, layout(bits)) != shape.size(1)) {
                return width;
            }
        }
        return bits;
    }

    private Rows rows(Stored stored, String module, Shape shape, int width, long size) {
        int outputs = shape.dim(0);
        int inputs = shape.dim(1);
        int groups = stored.shape(module + ".scales").dim(0);
        DType word = stored.dtype(module + CODES);
        PackedIntegers zeros = new PackedIntegers(stored.bytes(module + ".qzeros"), word, width, layout(width));
        PackedIntegers codes = new PackedIntegers(stored.bytes(module + CODES), word, width, layout(width));
        float[] zero = zeros(zeros, groups, outputs);
        int[] columns = new int[inputs];
        float[] index = stored.has(module + ".g_idx") ? stored.values(module + ".g_idx") : null;
        for (int i = 0; i < inputs; i++) {
            int group = index == null ? (int) (i / size) : (int) index[i];
            if (group < 0 || group >= groups) {
                throw stored.wrong("%s.g_idx gives input %d the group %d of %d", module, i, group, groups);
            }
            columns[i] = group * outputs;
        }
        Precision work = Precision.of(stored.dtype(module + ".scales"));
        Rows unpacked = (row, count, out) -> codes.readColumns(row, count, outputs, out, inputs);
        return new Affine(
                unpacked,
                new Groups(outputs, outputs, 1, 1, columns),
                stored.values(module + ".scales"),
                zero,
                work,
                work);
    }

    /** Zero points, [groups, outputs]: where none lies in two words, words get their ones back whole, with carries. */
    private float[] zeros(PackedIntegers packed, int groups, int outputs) {
        float[] zeros = new float[Math.multiplyExact(groups, outputs)];
        boolean straddling = Integer.SIZE % packed.bits() != 0;
        int ones = 0;
        for (int shift = 0; first && !straddling && shift < Integer.SIZE; shift += packed.bits()) {
            ones |= 1 << shift;
        }
        long words = PackedIntegers.words(outputs, packed.word(), packed.bits(), packed.layout());
        for (int group = 0; group < groups; group++) {
            packed.read(group * words, 1, ones, 0, zeros, group * outputs, outputs);
        }
        if (first && straddling) {
            for (int i = 0; i < zeros.length; i++) {
                zeros[i] = ((int) zeros[i] + 1) & (1 << packed.bits()) - 1;
            }
        }
        return zeros;
    }
}
