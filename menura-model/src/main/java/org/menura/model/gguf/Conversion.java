package org.menura.model.gguf;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.menura.tensor.DType;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** Turns one tensor of a GGUF file into one or several of a Hugging Face checkpoint, and back. */
public interface Conversion {
    /** The Hugging Face tensor number {@code part} of a GGUF tensor. */
    Tensor toHuggingFace(Tensor gguf, int part);

    /** The GGUF tensor of all its Hugging Face tensors. */
    Tensor toGguf(List<Tensor> parts);

    /** Shape of a part. */
    default Shape shape(Shape gguf, int part) {
        return gguf;
    }

    /** Shape of the GGUF tensor of parts of the given shapes. */
    default Shape ggufShape(List<Shape> parts) {
        return parts.getFirst();
    }

    /** Type of a part; what is computed becomes F32. */
    default DType dtype(DType gguf) {
        return gguf;
    }

    /** The same tensor under another name. */
    static Conversion same() {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return gguf;
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return parts.getFirst();
            }
        };
    }

    /** The same elements in another shape: sizes in the GGUF file, and in the checkpoint. */
    static Conversion reshaped(Shape inGguf, Shape inCheckpoint) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return gguf.reshape(inCheckpoint.toArray());
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return parts.getFirst().reshape(inGguf.toArray());
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return inCheckpoint;
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return inGguf;
            }
        };
    }

    /**
     * Rows in another order; whole rows move, whatever their type.
     *
     * @param fromRow for each row of the GGUF tensor, the row of the checkpoint's that it is
     */
    static Conversion rows(IntUnaryOperator fromRow) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                int[] source = new int[gguf.dim(0)];
                for (int i = 0; i < source.length; i++) {
                    source[fromRow.applyAsInt(i)] = i;
                }
                return TensorRows.gather(gguf, source);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                int[] source = new int[parts.getFirst().dim(0)];
                Arrays.setAll(source, fromRow);
                return TensorRows.gather(parts.getFirst(), source);
            }
        };
    }

    /** Several tensors of one shape stacked along a new outermost dimension: [parts, ..]. */
    static Conversion stacked() {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return gguf.rows(part, part + 1).reshape(shape(gguf.shape(), part).toArray());
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                Shape all = ggufShape(parts.stream().map(Tensor::shape).toList());
                return TensorRows.concat(parts).reshape(all.toArray());
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return Shape.of(Arrays.copyOfRange(gguf.toArray(), 1, gguf.rank()));
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                long[] inner = parts.getFirst().toArray();
                long[] sizes = new long[inner.length + 1];
                sizes[0] = parts.size();
                System.arraycopy(inner, 0, sizes, 1, inner.length);
                return Shape.of(sizes);
            }
        };
    }

    /** Matrices whose rows follow each other, with the given numbers of rows. */
    static Conversion concatenated(int... rows) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                int from = Arrays.stream(rows, 0, part).sum();
                return gguf.rows(from, from + rows[part]);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return TensorRows.concat(parts);
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return withRows(gguf, rows[part]);
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return withRows(parts.getFirst(), Arrays.stream(rows).sum());
            }

            private static Shape withRows(Shape shape, int count) {
                long[] sizes = shape.toArray();
                sizes[0] = count;
                return Shape.of(sizes);
            }
        };
    }

    /** A matrix stored the other way round. */
    static Conversion transposed() {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return TensorRows.transpose(gguf);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return TensorRows.transpose(parts.getFirst());
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return Shape.of(gguf.size(1), gguf.size(0));
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return shape(parts.getFirst(), 0);
            }

            @Override
            public DType dtype(DType gguf) {
                return DType.F32;
            }
        };
    }

    /** Values that are stored as a function of the checkpoint's. */
    static Conversion values(FloatFunction toGguf, FloatFunction toHuggingFace) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return TensorRows.map(gguf, toHuggingFace);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return TensorRows.map(parts.getFirst(), toGguf);
            }

            @Override
            public DType dtype(DType gguf) {
                return DType.F32;
            }
        };
    }

    /** This conversion on the checkpoint's side of {@code inner}, which is on the file's. */
    default Conversion after(Conversion inner) {
        Conversion outer = this;
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return outer.toHuggingFace(inner.toHuggingFace(gguf, 0), part);
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return inner.toGguf(List.of(outer.toGguf(parts)));
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return outer.shape(inner.shape(gguf, 0), part);
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return inner.ggufShape(List.of(outer.ggufShape(parts)));
            }

            @Override
            public DType dtype(DType gguf) {
                return outer.dtype(inner.dtype(gguf));
            }
        };
    }

    /** A function of one float. */
    @FunctionalInterface
    interface FloatFunction {
        float apply(float x);
    }
}
