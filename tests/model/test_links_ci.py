"""Builds in the configurations of CI systems."""

from __future__ import annotations

from links_for_tests import builds_of, lines_of

WORKFLOW = ".github/workflows/build.yml"


def workflow(text: str, *dockerfiles: str, path: str = WORKFLOW) -> list[str]:
    """The builds of a CI configuration, as lines."""
    return lines_of({path: text}, *dockerfiles)


def test_a_github_workflow_fills_in_what_env_says() -> None:
    text = """
env:
  REGISTRY: acr.azurecr.io
  IMAGE: ${{ env.REGISTRY }}/spark
jobs:
  build:
    env: {DIR: images}
    steps:
      - run: |
          docker build -t ${{ env.IMAGE }}:${{ github.sha }} $DIR/a
          docker build -t "$REGISTRY/b:$GITHUB_SHA" ${{ github.workspace }}/images/b
      - working-directory: images
        run: cd c && docker build -t $REGISTRY/c .
"""

    assert [
        "acr.azurecr.io/spark:… <- images/a/Dockerfile",
        "acr.azurecr.io/b:… <- images/b/Dockerfile",
        "acr.azurecr.io/c <- images/c/Dockerfile",
    ] == workflow(text, "images/a/Dockerfile", "images/b/Dockerfile", "images/c/Dockerfile")


def test_defaults_of_a_job_say_where_its_steps_run() -> None:
    text = """
jobs:
  build:
    defaults: {run: {working-directory: ./images}}
    steps:
      - run: docker build -t a/b .
      - {run: docker build -t a/c ., working-directory: other}
"""

    assert ["a/b <- images/Dockerfile", "a/c <- other/Dockerfile"] == workflow(
        text, "images/Dockerfile", "other/Dockerfile", "Dockerfile"
    )


def test_a_workflow_runs_at_the_top_of_its_own_repository() -> None:
    text = "jobs: {b: {steps: [{run: docker build -t a/b .}]}}"

    assert ["a/b <- sub/Dockerfile"] == workflow(
        text, "Dockerfile", "sub/Dockerfile", path=f"sub/{WORKFLOW}"
    )


def test_the_action_that_builds_and_pushes_is_read() -> None:
    text = """
jobs:
  build:
    steps:
      - uses: aws-actions/amazon-ecr-login@v2
        id: login
      - uses: docker/build-push-action@v6
        with:
          context: images
          file: images/Dockerfile.gpu
          platforms: linux/amd64
          target: final
          build-args: |
            DBR=15.4
            TOKEN=${{ secrets.T }}
          tags: |
            ${{ steps.login.outputs.registry }}/spark:${{ github.sha }}
            org/spark:latest
      - uses: docker/build-push-action@v6
        with: {tags: org/other}
"""

    assert [
        (
            "…/spark:…, org/spark:latest <- images/Dockerfile.gpu target=final platform=linux/amd64"
            " DBR=15.4 TOKEN=None"
        ),
        "org/other <- Dockerfile",
    ] == workflow(text, "images/Dockerfile.gpu", "images/Dockerfile", "Dockerfile")


def test_names_made_by_the_metadata_action_are_those_it_is_given() -> None:
    text = """
jobs:
  build:
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: |
            ghcr.io/org/spark
            name=org/spark,enable=true
      - uses: docker/build-push-action@v6
        with: {context: ., tags: "${{ steps.meta.outputs.tags }}"}
"""

    assert ["ghcr.io/org/spark:…, org/spark:… <- Dockerfile"] == workflow(text, "Dockerfile")


def test_a_matrix_is_a_build_for_each_of_its_choices() -> None:
    text = """
jobs:
  build:
    strategy:
      matrix:
        image: [cpu, gpu]
        include:
          - {image: gpu, file: Dockerfile.cuda}
          - {image: extra, file: Dockerfile}
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: images/${{ matrix.image }}
          file: images/${{ matrix.image }}/${{ matrix.file }}
          tags: r.io/${{ matrix.image }}:1
      - run: docker build -t s.io/${{ matrix.image }} images/${{ matrix.image }}
"""
    files = ["images/gpu/Dockerfile.cuda", "images/extra/Dockerfile", "images/cpu/Dockerfile"]

    assert [
        "r.io/gpu:1 <- images/gpu/Dockerfile.cuda",
        "r.io/extra:1 <- images/extra/Dockerfile",
        "s.io/cpu <- images/cpu/Dockerfile",
        "s.io/extra <- images/extra/Dockerfile",
    ] == workflow(text, *files)


def test_gitlab_runs_before_script_and_script_in_one_shell() -> None:
    text = """
variables:
  IMAGE: $CI_REGISTRY_IMAGE/spark
  FOLDER: {value: images, description: where}
default:
  before_script: [echo]
build:
  before_script:
    - cd $FOLDER
  script:
    - docker build -t $IMAGE:$CI_COMMIT_SHA .
other:
  variables: {IMAGE: r.io/other}
  script: docker build -t $IMAGE $CI_PROJECT_DIR/images
many:
  parallel: {matrix: [{NAME: [a, b]}]}
  script: ['docker build -t r.io/$NAME $NAME']
"""

    assert [
        "…/spark:… <- images/Dockerfile",
        "r.io/other <- images/Dockerfile",
        "r.io/a <- a/Dockerfile",
        "r.io/b <- b/Dockerfile",
    ] == workflow(text, "images/Dockerfile", "a/Dockerfile", "b/Dockerfile", path=".gitlab-ci.yml")


def test_azure_pipelines_have_a_task_and_variables_of_their_own() -> None:
    text = """
variables:
  - {name: acr, value: team}
  - group: secrets
steps:
  - task: Docker@2
    inputs:
      command: buildAndPush
      repository: spark/base
      containerRegistry: connection
      Dockerfile: $(Build.SourcesDirectory)/images/Dockerfile
      tags: |
        $(Build.BuildId)
  - task: AzureCLI@2
    inputs:
      inlineScript: az acr build --registry $(acr) --image spark:$(Build.BuildId) $DIR/images
  - script: az acr build -r $(acr) -t other:1 .
    workingDirectory: images
  - task: Docker@2
    inputs: {command: login, containerRegistry: connection}
"""

    assert [
        "…/spark/base:… <- images/Dockerfile",
        "team.azurecr.io/other:1 <- images/Dockerfile",
    ] == workflow(text, "images/Dockerfile", path="ci/azure-pipelines.yml")


def test_other_systems_are_read_by_the_keys_of_their_scripts() -> None:
    bitbucket = "pipelines: {default: [{step: {script: [docker build -t a/b ., echo]}}]}"
    circle = (
        "jobs: {build: {environment: {N: a/c}, steps: [{run: {working_directory: x,"
        " command: docker build -t $N .}}]}}"
    )
    buildkite = "steps: [{commands: [cd x, docker build -t a/d .]}]"

    assert ["a/b <- Dockerfile"] == workflow(
        bitbucket, "Dockerfile", path="bitbucket-pipelines.yml"
    )
    assert ["a/c <- x/Dockerfile"] == workflow(circle, "x/Dockerfile", path=".circleci/config.yml")
    assert ["a/d <- x/Dockerfile"] == workflow(
        buildkite, "x/Dockerfile", path=".buildkite/pipeline.yml"
    )


def test_the_place_of_a_build_in_a_script_is_the_command() -> None:
    text = "steps:\n  - run: |\n      set -e\n      docker build -t r.io/${{ matrix.x }}/b .\n"
    (build,) = builds_of({WORKFLOW: text}, "Dockerfile")

    assert build.span is not None
    assert "docker build -t r.io/${{ matrix.x }}/b ." == build.span.source
    assert (4, 7) == build.span.document.position(build.span.start)


def test_an_alias_that_contains_itself_ends() -> None:
    assert [] == workflow("steps: &a [{run: docker build -t $X ., more: *a}]", "Dockerfile")


def test_jenkins_runs_shell_steps_in_directories() -> None:
    text = '''
// docker build -t c/c .
pipeline {
  environment { REGISTRY = 'r.io'; IMAGE = "${REGISTRY}/spark" }
  stages { stage('x') { steps {
    dir('images') {
      sh "docker build -t ${IMAGE}:${env.BUILD_ID} ."
    }
    sh label: 'it', script: 'docker build -t $REGISTRY/two two'
    sh(script: """
      cd three && \\\\
        docker build -t ${env.REGISTRY}/three .
    """, returnStdout: true)
    script { def made = docker.build("r.io/four:${BUILD_ID}", "-f four/Dockerfile .") }
    echo "docker build -t e/e ."
  } } }
}
'''

    assert [
        "r.io/spark:… <- images/Dockerfile",
        "r.io/two <- two/Dockerfile",
        "r.io/three <- three/Dockerfile",
        "r.io/four:… <- four/Dockerfile",
    ] == lines_of(
        {"Jenkinsfile": text},
        "Dockerfile",
        "images/Dockerfile",
        "two/Dockerfile",
        "three/Dockerfile",
        "four/Dockerfile",
    )
