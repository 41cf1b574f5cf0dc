package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.GradientKernels;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.library.SparseFactors;
import org.menura.x86.code.CodeMemory;
import org.menura.x86.kernel.CombineRows;
import org.menura.x86.kernel.DotRows;
import org.menura.x86.kernel.ElementRows;
import org.menura.x86.kernel.Isa;
import org.menura.x86.kernel.NormRow;
import org.menura.x86.kernel.PlacesRow;
import org.menura.x86.kernel.RopeRow;
import org.menura.x86.kernel.RoundRows;
import org.menura.x86.kernel.SlopeRows;
import org.menura.x86.kernel.SumRow;

/** Functions of floats for losses and gradients, written when they are first asked for. Ranges are checked here. */
final class X86Gradients implements GradientKernels {
    private static final MemorySegment NONE = MemorySegment.NULL;

    private static final Map<Activation, Kernel> SLOPES = Map.of(
            Activation.SILU, Kernel.SILU_SLOPE,
            Activation.QUICK_GELU, Kernel.QUICK_GELU_SLOPE,
            Activation.GELU_TANH, Kernel.GELU_TANH_SLOPE);

    private final WrittenCode<Kernel> code;
    private final Rotations rotations;

    private enum Kernel {
        GREATEST(SumRow::greatest),
        MAGNITUDE(SumRow::magnitude),
        BELOW(SumRow::below),
        PLACES(PlacesRow::write),
        EXP_BELOW(SumRow::expBelow),
        ROUNDED(RoundRows::write),
        COMBINED(CombineRows::write),
        SPARSE(CombineRows::sparse),
        DOTS(DotRows::write),
        SILU_SLOPE(isa -> SlopeRows.write(Activation.SILU, isa)),
        QUICK_GELU_SLOPE(isa -> SlopeRows.write(Activation.QUICK_GELU, isa)),
        GELU_TANH_SLOPE(isa -> SlopeRows.write(Activation.GELU_TANH, isa)),
        ADD_PRODUCT(ElementRows::addProduct),
        AXPY(ElementRows::axpy),
        MOMENTS(NormRow::moments),
        BACK(NormRow::back);

        private final Function<Isa, byte[]> writer;

        Kernel(Function<Isa, byte[]> writer) {
            this.writer = writer;
        }
    }

    X86Gradients(CodeMemory memory, Isa isa) {
        this.code = new WrittenCode<>(memory, kernel -> kernel.writer.apply(isa));
        this.rotations = new Rotations(memory, isa);
    }

    /** A number of a row. */
    private boolean row(Kernel kernel, float[] x, int x0, float[] out, int o0, int n) {
        MemorySegment found = n < 1 ? null : code.find(kernel);
        if (found == null) {
            return false;
        }
        Calls.five(found, Calls.range(x, x0, n), NONE, Calls.range(out, o0, 1), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean max(float[] x, int x0, float[] out, int o0, int n) {
        return row(Kernel.GREATEST, x, x0, out, o0, n);
    }

    @Override
    public boolean maxMagnitude(float[] x, int x0, float[] out, int o0, int n) {
        return row(Kernel.MAGNITUDE, x, x0, out, o0, n);
    }

    @Override
    public boolean sumBelow(float[] x, int x0, float limit, float[] out, int o0, int n) {
        MemorySegment found = code.find(Kernel.BELOW);
        if (found == null || n < 1) {
            return false;
        }
        MemorySegment than = MemorySegment.ofArray(new float[] {limit});
        Calls.five(found, Calls.range(x, x0, n), than, Calls.range(out, o0, 1), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean places(float[] x, int x0, float least, int[] places, int[] count, int n) {
        MemorySegment found = n < 1 || n % PlacesRow.MULTIPLE != 0 ? null : code.find(Kernel.PLACES);
        if (found == null) {
            return false;
        }
        MemorySegment from = MemorySegment.ofArray(new float[] {least});
        Calls.five(found, Calls.range(x, x0, n), from, ints(places, n), ints(count, 1), NONE, n);
        return true;
    }

    private static MemorySegment ints(int[] array, int n) {
        return MemorySegment.ofArray(array).asSlice(0, (long) n * Integer.BYTES);
    }

    @Override
    public boolean expBelow(float[] x, int x0, float shift, float[] out, int o0, float[] sum, int s0, int n) {
        MemorySegment found = code.find(Kernel.EXP_BELOW);
        if (found == null || n < 1) {
            return false;
        }
        MemorySegment by = MemorySegment.ofArray(new float[] {shift});
        Calls.five(found, Calls.range(x, x0, n), by, Calls.range(out, o0, n), Calls.range(sum, s0, 1), NONE, n);
        return true;
    }

    @Override
    public boolean toBf16(float[] x, int x0, short[] out, int o0, int n) {
        MemorySegment found = n < 1 || n % RoundRows.MULTIPLE != 0 ? null : code.find(Kernel.ROUNDED);
        if (found == null) {
            return false;
        }
        MemorySegment to = MemorySegment.ofArray(out).asSlice((long) o0 * Short.BYTES, (long) n * Short.BYTES);
        Calls.five(found, Calls.range(x, x0, n), NONE, to, NONE, NONE, n);
        return true;
    }

    @Override
    public boolean combine(RowFactors f, int[] offsets, float[] rows, int r0, float[] y, int y0, int yStride, int n) {
        MemorySegment found = code.find(Kernel.COMBINED);
        if (found == null) {
            return false;
        }
        if (f.rows() < 1 || f.terms() < 1 || n < 1) {
            return true;
        }
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        for (int j = 0; j < f.terms(); j++) {
            first = Math.min(first, offsets[j]);
            last = Math.max(last, offsets[j]);
        }
        Objects.checkIndex(first, rows.length);
        Objects.checkFromIndexSize(r0 + first, n, rows.length);
        Objects.checkFromIndexSize(Math.addExact(r0, last), n, rows.length);
        MemorySegment counts = counts(f.terms(), f.rows(), f.termStep(), f.rowStep(), yStride);
        Calls.five(
                found,
                matrix(
                        f.values(),
                        f.first(),
                        f.rows(),
                        f.rowStep(),
                        Math.multiplyExact(f.terms() - 1, f.termStep()) + 1),
                MemorySegment.ofArray(offsets),
                MemorySegment.ofArray(rows).asSlice((long) r0 * Float.BYTES),
                matrix(y, y0, f.rows(), yStride, n),
                counts,
                n);
        return true;
    }

    @Override
    public boolean combine(SparseFactors f, float[] rows, float[] y, int y0, int yStride, int n) {
        MemorySegment found = code.find(Kernel.SPARSE);
        if (found == null) {
            return false;
        }
        if (f.rows() < 1 || n < 1) {
            return true;
        }
        f.check(n, rows.length);
        Calls.five(
                found,
                MemorySegment.ofArray(f.values()),
                MemorySegment.ofArray(f.entries()),
                MemorySegment.ofArray(rows),
                matrix(y, y0, f.rows(), yStride, n),
                counts(0, f.rows(), 1, 0, yStride),
                n);
        return true;
    }

    @Override
    public boolean dots(
            float[] x,
            int x0,
            int xStride,
            int rows,
            float[] m,
            int m0,
            int mStride,
            int terms,
            float[] out,
            int o0,
            int outStride,
            int n) {
        MemorySegment found =
                rows < 1 || terms < 1 || n < 1 || n % DotRows.MULTIPLE != 0 ? null : code.find(Kernel.DOTS);
        if (found == null) {
            return false;
        }
        MemorySegment counts = counts(rows, terms, xStride, mStride, outStride);
        Calls.five(
                found,
                matrix(x, x0, rows, xStride, n),
                matrix(m, m0, terms, mStride, n),
                matrix(out, o0, rows, outStride, terms),
                counts,
                NONE,
                n);
        return true;
    }

    @Override
    public boolean slope(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        Kernel kernel = SLOPES.get(f);
        MemorySegment found = kernel == null ? null : code.find(kernel);
        if (found == null) {
            return false;
        }
        Calls.five(found, Calls.range(x, x0, n), NONE, Calls.range(out, o0, n), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean addProduct(float[] a, int a0, float[] b, int b0, float[] sum, int s0, int n) {
        MemorySegment found = code.find(Kernel.ADD_PRODUCT);
        if (found == null) {
            return false;
        }
        Calls.five(found, Calls.range(a, a0, n), Calls.range(b, b0, n), Calls.range(sum, s0, n), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean axpy(float scale, float[] x, int x0, float[] y, int y0, int n) {
        MemorySegment found = code.find(Kernel.AXPY);
        if (found == null) {
            return false;
        }
        MemorySegment by = MemorySegment.ofArray(new float[] {scale});
        Calls.five(found, Calls.range(x, x0, n), by, Calls.range(y, y0, n), NONE, NONE, n);
        return true;
    }

    @Override
    public boolean moments(
            float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out) {
        MemorySegment found = n > 0 && n % NormRow.MULTIPLE == 0 ? code.find(Kernel.MOMENTS) : null;
        if (found == null) {
            return false;
        }
        MemorySegment numbers = MemorySegment.ofArray(new float[] {mean, shift});
        Calls.five(
                found,
                Calls.range(x, x0, n),
                Calls.range(w, w0, n),
                Calls.range(out, 0, NormRow.MOMENTS),
                Calls.range(dy, d0, n),
                numbers,
                n);
        return true;
    }

    @Override
    public boolean normBack(
            float[] x,
            int x0,
            float mean,
            float[] dy,
            int d0,
            float[] w,
            int w0,
            float shift,
            float p,
            float q,
            float r,
            float[] dx,
            int o0,
            int n) {
        MemorySegment found = n > 0 && n % NormRow.MULTIPLE == 0 ? code.find(Kernel.BACK) : null;
        if (found == null) {
            return false;
        }
        MemorySegment numbers = MemorySegment.ofArray(new float[] {mean, shift, p, q, r});
        Calls.five(
                found,
                Calls.range(x, x0, n),
                Calls.range(w, w0, n),
                Calls.range(dx, o0, n),
                Calls.range(dy, d0, n),
                numbers,
                n);
        return true;
    }

    @Override
    public boolean ropeBack(
            float[] dy,
            int d0,
            float[] angles,
            int a0,
            int pairs,
            boolean interleaved,
            int heads,
            int dim,
            float[] dx,
            int o0) {
        return rotations.turn(new RopeRow(dim, pairs, interleaved, true), heads, dy, d0, angles, a0, dx, o0);
    }

    /** Two numbers and three steps of elements, which become bytes. */
    private static MemorySegment counts(int a, int b, int step, int second, int third) {
        long width = Float.BYTES;
        return MemorySegment.ofArray(new long[] {a, b, step * width, second * width, third * width});
    }

    /** The elements of a matrix whose rows lie {@code stride} apart. */
    private static MemorySegment matrix(float[] values, int first, int rows, int stride, int cols) {
        if (stride < 0) {
            throw new IndexOutOfBoundsException("a stride of " + stride);
        }
        return Calls.range(values, first, Math.addExact(Math.multiplyExact(rows - 1, stride), cols));
    }
}
