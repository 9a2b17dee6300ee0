# Judges recordings; a container has no sound devices.
#
#     docker build --tag miolingo .
#     docker run --rm --volume "$PWD:/recordings" miolingo score answer.wav --lang ko --text "커피 주세요"

FROM python:3.13-slim AS build
WORKDIR /source
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".[ko]"

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index /wheels/*.whl \
    && useradd --uid 1000 learner \
    && install --directory --owner learner /data
ENV MIOLINGO_HOME=/data
USER 1000
WORKDIR /recordings
ENTRYPOINT ["miolingo"]
