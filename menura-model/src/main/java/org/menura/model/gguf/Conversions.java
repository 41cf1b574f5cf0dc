package org.menura.model.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.menura.model.layer.Heads;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** The ways in which the two kinds of files differ in one tensor. */
public final class Conversions {
    private static final Conversion SAME = new Conversion() {
        @Override
        public Tensor toHuggingFace(Tensor gguf, int part) {
            return gguf;
        }

        @Override
        public Tensor toGguf(List<Tensor> parts) {
            return parts.getFirst();
        }
    };

    private static final Conversion ROWS = new Conversion() {
        @Override
        public Tensor toHuggingFace(Tensor gguf, int part) {
            return gguf.reshape(shape(gguf.shape(), part).toArray());
        }

        @Override
        public Tensor toGguf(List<Tensor> parts) {
            return parts.getFirst();
        }

        @Override
        public Shape shape(Shape gguf, int part) {
            return gguf.rank() == 1 ? Shape.of(1, gguf.dim(0)) : gguf;
        }

        @Override
        public Shape ggufShape(List<Shape> parts) {
            return parts.getFirst();
        }
    };

    private static final Conversion TRANSPOSED = new Conversion() {
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
            return TensorRows.transposed(gguf);
        }

        @Override
        public Shape ggufShape(List<Shape> parts) {
            return TensorRows.transposed(parts.getFirst());
        }

        @Override
        public DType dtype(DType gguf) {
            return gguf.isQuantized() ? DType.F32 : gguf;
        }
    };

    private Conversions() {}

    /** A function of one float. */
    @FunctionalInterface
    public interface FloatFunction {
        float apply(float x);
    }

    /** Returns a conversion of a tensor that stays the same under another name. */
    public static Conversion same() {
        return SAME;
    }

    /** Returns a conversion of rows, whose number ggml's tools leave out of the shape where there is only one. */
    public static Conversion rows() {
        return ROWS;
    }

    /** Returns a conversion of a tensor's shape: sizes in the GGUF file, and in the checkpoint. */
    public static Conversion reshaped(Shape inGguf, Shape inCheckpoint) {
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
     * Returns a conversion of the order of rows; whole rows move, whatever their type.
     *
     * @param fromRow for each row of the GGUF tensor, the row of the checkpoint's that it is
     */
    public static Conversion rows(IntUnaryOperator fromRow) {
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

    /**
     * Returns a conversion of rows of heads of which element 2 i was i and 2 i + 1 was i + dim / 2: rotated halves
     * become neighbours.
     */
    public static Conversion neighbours(int dim) {
        return rows(row -> {
            int within = row % dim;
            return row - within + (within % 2) * (dim / 2) + within / 2;
        });
    }

    /**
     * Returns a conversion of rows that were grouped by key heads (the query heads that share it, the key, the value)
     * and become all queries, all keys, all values.
     */
    public static Conversion ungrouped(Heads heads) {
        int dim = heads.dim();
        int shared = heads.queries() / heads.keys();
        int queries = heads.queryWidth();
        int keys = heads.keyWidth();
        return rows(row -> {
            int kind = row < queries ? 0 : row < queries + keys ? 1 : 2;
            int head = (row - (kind == 0 ? 0 : queries + (kind - 1) * keys)) / dim;
            int group = kind == 0 ? head / shared : head;
            int place = kind == 0 ? head % shared : shared + kind - 1;
            return (group * (shared + 2) + place) * dim + row % dim;
        });
    }

    /** Tensors of one shape stacked along a new outermost dimension: [count, ..]. */
    public static Conversion stacked(int count) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return gguf.rows(part, part + 1)
                        .reshape(shape(gguf.shape(), part).toArray());
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                Shape all = ggufShape(parts.stream().map(Tensor::shape).toList());
                return TensorRows.concat(parts).reshape(all.toArray());
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                if (gguf.rank() == 0 || gguf.size(0) != count) {
                    throw new IllegalArgumentException("%s is no stack of %d".formatted(gguf, count));
                }
                return Shape.of(Arrays.copyOfRange(gguf.toArray(), 1, gguf.rank()));
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                long[] inner = parts.getFirst().toArray();
                long[] sizes = new long[inner.length + 1];
                sizes[0] = count;
                System.arraycopy(inner, 0, sizes, 1, inner.length);
                return Shape.of(sizes);
            }
        };
    }

    /**
     * Returns a conversion of two lists of matrices in one tensor [n, 2 · rows, cols]: entry i of the first above entry
     * i of the second.
     */
    public static Conversion stackedPairs(int n) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                Shape one = shape(gguf.shape(), part);
                long from = part / n * one.size(0);
                return gguf.rows(part % n, part % n + 1)
                        .reshape(2 * one.size(0), one.size(1))
                        .rows(from, from + one.size(0));
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                List<Tensor> paired = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    paired.add(parts.get(i));
                    paired.add(parts.get(n + i));
                }
                Shape all = ggufShape(parts.stream().map(Tensor::shape).toList());
                return TensorRows.concat(paired).reshape(all.toArray());
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                if (gguf.rank() != 3 || gguf.size(0) != n || gguf.size(1) % 2 != 0) {
                    throw new IllegalArgumentException("%s is no stack of %d pairs".formatted(gguf, n));
                }
                return Shape.of(gguf.size(1) / 2, gguf.size(2));
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return Shape.of(
                        n, 2 * parts.getFirst().size(0), parts.getFirst().size(1));
            }
        };
    }

    /**
     * Tensors whose rows follow each other.
     *
     * @param rows numbers of rows of the parts
     * @param parts how each is converted besides
     */
    public static Conversion concatenated(int[] rows, Conversion... parts) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                int from = Arrays.stream(rows, 0, part).sum();
                return parts[part].toHuggingFace(gguf.rows(from, from + rows[part]), 0);
            }

            @Override
            public Tensor toGguf(List<Tensor> tensors) {
                List<Tensor> converted = new ArrayList<>();
                for (int i = 0; i < parts.length; i++) {
                    converted.add(parts[i].toGguf(List.of(tensors.get(i))));
                }
                return TensorRows.concat(converted);
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return withRows(gguf, rows[part]);
            }

            @Override
            public Shape ggufShape(List<Shape> shapes) {
                return withRows(shapes.getFirst(), Arrays.stream(rows).sum());
            }

            private static Shape withRows(Shape shape, int count) {
                long[] sizes = shape.toArray();
                sizes[0] = count;
                return Shape.of(sizes);
            }
        };
    }

    /** Matrices [.., rows, cols] that are stored the other way round. */
    public static Conversion transposed() {
        return TRANSPOSED;
    }

    /** Returns a conversion of rows that the file leaves out at the start; they come back as zeros. */
    public static Conversion withoutFirst(int count) {
        return new Conversion() {
            @Override
            public Tensor toHuggingFace(Tensor gguf, int part) {
                return TensorRows.concat(List.of(Tensor.zeros(count, gguf.dim(1)), gguf.toHeap()));
            }

            @Override
            public Tensor toGguf(List<Tensor> parts) {
                return parts.getFirst().rows(count, parts.getFirst().dim(0));
            }

            @Override
            public Shape shape(Shape gguf, int part) {
                return Shape.of(gguf.size(0) + count, gguf.size(1));
            }

            @Override
            public Shape ggufShape(List<Shape> parts) {
                return Shape.of(
                        parts.getFirst().size(0) - count, parts.getFirst().size(1));
            }

            @Override
            public DType dtype(DType gguf) {
                return DType.F32;
            }
        };
    }

    /** Values that are stored as a function of the checkpoint's. */
    public static Conversion values(FloatFunction toGguf, FloatFunction toHuggingFace) {
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

    /** Factors of norms that checkpoints store less one. */
    public static Conversion aroundOne() {
        return values(x -> x + 1, x -> x - 1);
    }

    /** Returns a conversion of decay rates a = -exp(x) of which checkpoints store x. */
    public static Conversion negativeExponential() {
        return values(x -> (float) -Math.exp(x), a -> (float) Math.log(-a));
    }
}
