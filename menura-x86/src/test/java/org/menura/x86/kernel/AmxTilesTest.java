package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.tensor.dtype.DType;
import org.menura.x86.code.Processor;

class AmxTilesTest {
    private static final MemorySegment NONE = MemorySegment.NULL;

    static List<DType> types() {
        return Arrays.stream(DType.values())
                .filter(t -> Families.all().get(t) instanceof BlockFamily family && TileLayout.suits(family))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("types")
    void likeThePlainTwin(DType type) {
        Random random = new Random(type.ordinal());
        int perBlock = type.blockSize() / Rounded.BLOCK;
        for (int n = 0; n < 12; n++) {
            int blocks = perBlock * (perBlock == 1 && n < 6 ? n + 1 : 1 + random.nextInt(perBlock > 1 ? 6 : 40));
            check(type, blocks, 1 + random.nextInt(AmxTiles.MOST_STRIPS * AmxProduct.OUTPUTS), random);
        }
    }

    private static void check(DType type, int blocks, int outputs, Random random) {
        AmxTiles tiles = new AmxTiles(Objects.requireNonNull(Families.all().get(type)), blocks);
        int count = 1 + random.nextInt(3);
        TileLayout layout = tiles.layout();
        int rows = count * layout.lanes();
        int in = blocks * Rounded.BLOCK;
        float[] x = BlockProductTest.activations(random, rows * in);
        PlainRounded plain = new PlainRounded(x, rows, blocks);
        int rowBytes = (int) type.bytes(in);
        int stride = rows + random.nextInt(3);
        int number = Math.ceilDiv(outputs, layout.outputs());
        try (Machine machine = new Machine(Processor::amxInt8, "AMX")) {
            MemorySegment w = machine.bytes(outputs * rowBytes);
            BlockProductTest.weights(random, w);
            MemorySegment strips = machine.bytes(tiles.stripsBytes());
            for (int s = 0; s < number; s++) {
                int o = s * layout.outputs();
                int live = Math.min(layout.outputs(), outputs - o);
                MemorySegment from = w.asSlice((long) o * rowBytes);
                MemorySegment to = strips.asSlice((long) s * layout.stripBytes());
                machine.call(layout.unpack(), from, to, MemorySegment.ofAddress(live), NONE, NONE, 0);
            }
            MemorySegment planes = machine.bytes(count * layout.planeBytes());
            MemorySegment rounded = machine.bytes(new Rounded(blocks).stride());
            for (int r = 0; r < rows; r++) {
                MemorySegment row = machine.floats(Arrays.copyOfRange(x, r * in, (r + 1) * in));
                MemorySegment lane = planes.asSlice(
                        (long) r / layout.lanes() * layout.planeBytes() + (long) r % layout.lanes() * Float.BYTES);
                machine.call(layout.quantize(), row, rounded, NONE, NONE, NONE, 0);
                machine.call(layout.lay(), rounded, lane, NONE, NONE, NONE, 0);
            }
            MemorySegment out = machine.bytes(4 * ((number * layout.outputs() - 1) * stride + rows));
            for (int o = 0; o < number * layout.outputs(); o++) {
                out.asSlice(4L * o * stride, 4L * rows).fill((byte) 0);
            }
            for (int first = 0; first < blocks; first += AmxTiles.MOST_BLOCKS) {
                byte[] product = tiles.product(number, Math.min(AmxTiles.MOST_BLOCKS, blocks - first));
                MemorySegment counts = machine.longs(tiles.counts(count, 4L * stride, first));
                machine.call(product, strips, planes, out, counts, NONE, 0);
            }
            for (int o = 0; o < outputs; o++) {
                MemorySegment row = w.asSlice((long) o * rowBytes, rowBytes);
                for (int r = 0; r < rows; r++) {
                    int at = r;
                    // Assertions tell zeros by their signs, and NaN is one.
                    assertEquals(
                            Float.valueOf(PlainTiles.product(type, row, plain, r)),
                            Float.valueOf(out.get(JAVA_FLOAT_UNALIGNED, 4L * (o * stride + r))),
                            () -> "%s: %d blocks, row %d".formatted(type, blocks, at));
                }
                for (int r = rows; r < stride && o + 1 < number * layout.outputs(); r++) {
                    assertEquals(0x55, out.get(JAVA_BYTE, 4L * (o * stride + r)), "between outputs");
                }
            }
        }
    }
}
