package org.menura.model.weights;

import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * The weight of a linear layer: {@code factor · matrix}.
 *
 * @param matrix [out, in] of any type, or [in, out] in an array
 * @param inFirst whether it is the latter
 * @param factor what products with the matrix are multiplied by; see {@link Weights#factor}
 */
public record LinearWeight(Tensor matrix, boolean inFirst, float factor) {
    /** Creates a weight that is its matrix. */
    public LinearWeight(Tensor matrix, boolean inFirst) {
        this(matrix, inFirst, 1);
    }

    /** Returns the matrix's shape. */
    public Shape shape() {
        return matrix.shape();
    }

    /** Returns the number of inputs. */
    public int in() {
        return matrix.dim(inFirst ? 0 : 1);
    }

    /** Returns the number of outputs. */
    public int out() {
        return matrix.dim(inFirst ? 1 : 0);
    }

    /** Returns {@code x · Wᵀ}: [rows, in] → [rows, out]. */
    public Tensor product(Backend ops, Tensor x) {
        return scaled(ops, inFirst ? ops.matmul(x, matrix) : ops.linear(x, matrix, null));
    }

    /** Returns a product with the matrix times the factor. */
    public Tensor scaled(Backend ops, Tensor product) {
        return factor == 1 ? product : ops.affine(product, factor, 0);
    }

    /** Returns the matrix times the factor, decoded: in the order that it is stored in. */
    public Tensor whole() {
        return Tensor.of(scaled(matrix.toFloats()), matrix.shape().toArray());
    }

    /** Returns the weights of outputs {@code from} and behind, decoded: [count, in]. */
    public float[] rows(int from, int count) {
        return scaled(
                inFirst ? columns(from, count) : matrix.rows(from, from + count).toFloats());
    }

    private float[] scaled(float[] values) {
        for (int i = 0; factor != 1 && i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }

    private float[] columns(int from, int count) {
        Tensor floats = matrix.toHeap();
        int in = in();
        float[] columns = new float[count * in];
        for (int i = 0; i < in; i++) {
            for (int o = 0; o < count; o++) {
                columns[o * in + i] = floats.floats()[floats.offset() + i * out() + from + o];
            }
        }
        return columns;
    }
}
